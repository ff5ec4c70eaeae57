using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Http;

/// <summary>
/// Refuses requests of other sites' pages that change something, and their web sockets. Without this, any page that a person visits could
/// send them, because it is the person's browser that reaches the service. Requests without the headers of a browser are not refused: they
/// don't come from a page. Pages of the origins in <see cref="HttpOptions.AllowedOrigins"/> are not refused, and may read the responses.
/// </summary>
public static class CrossSiteRequests
{
    private static readonly ChangesState Marker = new();
    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromMinutes(10);

    /// <summary>The headers of responses that the pages of allowed origins may read.</summary>
    private static readonly string[] ExposedHeaders =
    [
        TraceResponse.Header, "Idempotent-Replayed", HeaderNames.RetryAfter, HeaderNames.Allow, HeaderNames.AcceptEncoding,
        HeaderNames.WWWAuthenticate,
    ];

    /// <summary>Registers the options.</summary>
    public static void AddCrossSiteRequests(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<HttpOptions, HttpOptionsValidator>()
            .BindConfiguration(HttpOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.AddCors();
    }

    /// <summary>Declares that requests to this endpoint change something although their method is GET.</summary>
    public static TBuilder ChangesState<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(Marker);

    /// <summary>Refuses cross-site requests. Must run after routing.</summary>
    internal static void UseCrossSiteRequests(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<HttpOptions>>().Value;
        var allowed = options.AllowedOrigins.Select(Origin.TryParse).OfType<string>().ToHashSet();
        if (allowed.Count > 0)
        {
            app.UseCors(policy => policy
                .WithOrigins([.. allowed])
                .AllowAnyMethod()
                .AllowAnyHeader()
                .WithExposedHeaders(ExposedHeaders)
                .SetPreflightMaxAge(PreflightMaxAge));
        }

        app.Use((http, next) => IsSafe(http) || !IsForeign(http.Request, allowed)
            ? next(http)
            : new Problem(
                StatusCodes.Status403Forbidden, "A page of another site sent this request.",
                "The service's own pages may send it, and those of the origins in "
                    + $"{HttpOptions.Section}:{nameof(HttpOptions.AllowedOrigins)}.")
                .ExecuteAsync(http));
    }

    private static bool IsSafe(HttpContext http)
    {
        var method = http.Request.Method;
        var isReading = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        var opensWebSocket = http.Request.Headers.Upgrade.Count > 0; // HttpContext.WebSockets knows it only after this middleware
        return isReading && !opensWebSocket && http.GetEndpoint()?.Metadata.GetMetadata<ChangesState>() is null;
    }

    private static bool IsForeign(HttpRequest request, HashSet<string> allowed)
    {
        var (site, origin) = (request.Headers["Sec-Fetch-Site"], request.Headers.Origin);
        if (site.Count > 1 || origin.Count > 1) return true; // no browser sends a second one
        if (origin is [{ } page] && allowed.Contains(page)) return false;

        // Browsers send this header to https addresses and to localhost. Unlike Origin, it is right behind a proxy that changes the host.
        // "none": the person typed the address or chose a bookmark.
        if (site.Count == 1) return site is not ["same-origin" or "none"];

        return origin is [var other] && (HostOf(other ?? "") is not { } host || host != HostOf($"{request.Scheme}://{request.Host}"));
    }

    /// <summary>Host and port. The scheme may differ, because a proxy may have ended TLS.</summary>
    private static string? HostOf(string origin) => Origin.TryParse(origin) is { } known ? new Uri(known).Authority : null;
}

/// <summary>Marks an endpoint that changes something although its method is GET.</summary>
internal sealed class ChangesState;

using System.Net;

namespace InMemoryKafka.Control;

/// <summary>
/// Refuses HTTP requests from other machines, and those that a page of another site makes a browser of this machine send.
/// </summary>
internal static class LocalRequestsOnly
{
    public static void UseLocalRequestsOnly(this IApplicationBuilder app) => app.Use((context, next) =>
        RejectionReason(context) is { } reason
            ? TypedResults.Problem(reason, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context)
            : next(context));

    private static string? RejectionReason(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
        {
            return "Only this machine may use the broker's control endpoint.";
        }

        if (!IsLocal(context.Request.Host.Host)) return "The control endpoint is only known by the name localhost.";

        var headers = context.Request.Headers;
        var origin = headers.Origin.ToString();
        var isSameOrigin = Uri.TryCreate(origin, UriKind.Absolute, out var site) && site.Authority == context.Request.Host.Value;
        var isForeign = headers["Sec-Fetch-Site"] == "cross-site" || (origin.Length > 0 && !isSameOrigin);
        return isForeign && !HttpMethods.IsGet(context.Request.Method) ? "A page of another site may not change the broker." : null;
    }

    /// <summary>A name of another site that resolves to this machine would make its pages belong to this origin.</summary>
    private static bool IsLocal(string host) =>
        host == "localhost"
        || host.EndsWith(".localhost", StringComparison.Ordinal)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDefaults.Http;

/// <summary>
/// Answers HEAD wherever GET is answered, with the same status and headers and without a body (RFC 9110, section 9.3.2). To endpoints the
/// request is a GET. The headers are sent when they begin to write the body, and to them the request is aborted then, so that an endless
/// stream ends.
/// </summary>
public static class HeadRequests
{
    /// <summary>
    /// Whether the client sent HEAD instead of GET. An endpoint whose GET changes something must ask, because HEAD may not change anything.
    /// </summary>
    public static bool IsHeadRequest(this HttpContext http) => http.Features.Get<HeadRequest>() is not null;

    internal static void AddHeadRequests(this IServiceCollection services) => services.AddSingleton<IStartupFilter, BeforeRouting>();

    private static async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(AllowHeadWithGet, http);
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }

        using var answered = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var features = http.Features;
        var lifetime = features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        features.Set<IHttpRequestLifetimeFeature>(new HeadLifetime(lifetime, answered.Token));
        var body = new HeadBody(features.GetRequiredFeature<IHttpResponseBodyFeature>(), answered);
        http.Response.Body = body;
        features.Set(new HeadRequest());
        http.Request.Method = HttpMethods.Get;
        try
        {
            await next(http);
            if (body.IsEmpty && http.Response.BodyWriter.UnflushedBytes == 0) SetEmpty(http.Response);
        }
        catch (OperationCanceledException) when (http.Response.HasStarted)
        {
            // The endpoint noticed that its response has ended.
        }
        finally
        {
            http.Request.Method = HttpMethods.Head; // as metrics and logs show it
        }
    }

    /// <summary>Sets the length that the server would set in the response to GET.</summary>
    private static void SetEmpty(HttpResponse response)
    {
        if (!response.HasStarted && response.StatusCode is not StatusCodes.Status304NotModified) response.ContentLength ??= 0;
    }

    /// <summary>Adds HEAD to the methods that a 405 lists.</summary>
    private static Task AllowHeadWithGet(object state)
    {
        var response = ((HttpContext)state).Response;
        if (response.StatusCode is not StatusCodes.Status405MethodNotAllowed) return Task.CompletedTask;

        var methods = response.Headers.GetCommaSeparatedValues("Allow");
        if (methods.Contains(HttpMethods.Get) && !methods.Contains(HttpMethods.Head))
        {
            response.Headers.Allow = string.Join(", ", [.. methods, HttpMethods.Head]);
        }

        return Task.CompletedTask;
    }

    private sealed class HeadRequest;

    /// <summary>Routing looks at the method, and runs before the middleware that a service adds.</summary>
    private sealed class BeforeRouting : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(HandleAsync);
            next(app);
        };
    }
}

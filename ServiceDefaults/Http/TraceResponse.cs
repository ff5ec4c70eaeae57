using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServiceDefaults.Http;

/// <summary>
/// Adds the header <c>traceresponse</c> to every response, so that clients know the trace of their request. Its format,
/// <c>00-{trace id}-{span id}-{flags}</c>, is that of the W3C Trace Context draft.
/// </summary>
public static class TraceResponse
{
    /// <summary>The name of the header.</summary>
    public const string Header = "traceresponse";

    /// <summary>Adds the header to every response that does not have it yet.</summary>
    public static void UseTraceResponse(this WebApplication app) => app.Use((http, next) =>
    {
        if (Of(http) is { Id: { } id })
        {
            // Set in OnStarting, because the exception handler clears headers that were set before.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.TryAdd(Header, id);
                return Task.CompletedTask;
            });
        }

        return next(http);
    });

    /// <summary>Returns the trace id of the request as 32 hexadecimal digits; null when it has no trace.</summary>
    public static string? IdOf(HttpContext http) => Of(http)?.TraceId.ToHexString();

    private static Activity? Of(HttpContext http) => http.Features.Get<IHttpActivityFeature>()?.Activity;
}

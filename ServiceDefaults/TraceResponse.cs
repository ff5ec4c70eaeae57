using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServiceDefaults;

/// <summary>
/// Tells the caller which trace a request belongs to, on every response: the header <c>traceresponse</c> of the W3C Trace Context
/// draft, <c>00-{trace id}-{span id}-{flags}</c>.
/// </summary>
public static class TraceResponse
{
    /// <summary>The header's name.</summary>
    public const string Header = "traceresponse";

    /// <summary>Adds the header to every response that does not have it from elsewhere.</summary>
    public static void UseTraceResponse(this WebApplication app) => app.Use((http, next) =>
    {
        if (Of(http) is { Id: { } id })
        {
            // At the very start of the response, because an error handler clears headers that are there before.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.TryAdd(Header, id);
                return Task.CompletedTask;
            });
        }

        return next(http);
    });

    /// <summary>The id of the request's trace, 32 hexadecimal digits.</summary>
    public static string? IdOf(HttpContext http) => Of(http)?.TraceId.ToHexString();

    private static Activity? Of(HttpContext http) => http.Features.Get<IHttpActivityFeature>()?.Activity;
}

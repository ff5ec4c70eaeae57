using Microsoft.AspNetCore.Builder;

namespace ServiceDefaults.Http;

/// <summary>
/// Adds headers with which browsers restrict the pages of a service: <c>Content-Security-Policy</c> and <c>X-Content-Type-Options</c>.
/// </summary>
public static class SecurityHeaders
{
    /// <summary>The API reference page has an inline script and an embedded font.</summary>
    private const string AddedForDocumentation = "; script-src 'self' 'unsafe-inline'; font-src 'self' data:";

    /// <summary>Adds the headers to every response.</summary>
    /// <param name="app">The service.</param>
    /// <param name="contentSecurityPolicy">
    /// The policy of all pages. The API reference page may also run its inline script and load its embedded font.
    /// </param>
    public static void UseSecurityHeaders(this WebApplication app, string contentSecurityPolicy)
    {
        var documentationPolicy = contentSecurityPolicy + AddedForDocumentation;
        app.Use((http, next) =>
        {
            // Set in OnStarting, because the exception handler clears headers that were set before.
            http.Response.OnStarting(() =>
            {
                var isDocumentation = http.Request.Path.StartsWithSegments(ApiDocumentation.Page);
                http.Response.Headers.ContentSecurityPolicy = isDocumentation ? documentationPolicy : contentSecurityPolicy;
                http.Response.Headers.XContentTypeOptions = "nosniff";
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}

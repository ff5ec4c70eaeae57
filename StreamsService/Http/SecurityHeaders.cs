namespace StreamsService.Http;

/// <summary>Sets security headers: the pages of this service may not load anything from other sites or be framed by them.</summary>
internal static class SecurityHeaders
{
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

    /// <summary>The API reference page has an inline script.</summary>
    private const string DocumentationPolicy = Policy + "; script-src 'self' 'unsafe-inline'; font-src 'self' data:";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        // Set when the response starts, because an exception handler clears headers that were set earlier.
        http.Response.OnStarting(() =>
        {
            var isDocumentation = http.Request.Path.StartsWithSegments(Documentation.Documentation.Page);
            http.Response.Headers.ContentSecurityPolicy = isDocumentation ? DocumentationPolicy : Policy;
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        });
        return next(http);
    });
}

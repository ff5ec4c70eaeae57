namespace StreamsService.Http;

/// <summary>Tells browsers what the pages of this service may do: nothing that needs another site.</summary>
internal static class SecurityHeaders
{
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

    /// <summary>The try-it page begins with a script in the page.</summary>
    private const string DocumentationPolicy = Policy + "; script-src 'self' 'unsafe-inline'; font-src 'self' data:";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        // At the very start of the answer, because an error handler clears headers that are there before.
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

using Microsoft.AspNetCore.Builder;

namespace WebTheme;

/// <summary>Serves the page at <c>/</c> from <c>wwwroot</c>, and the files of libraries under <c>_content</c>.</summary>
public static class StaticPage
{
    /// <summary>The page may not load anything from other sites, nor be framed by them.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

    /// <summary>Adds the routing. Call it before the middleware that depends on the endpoint of a request.</summary>
    public static void UseStaticPage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseRouting(); // must run after UseDefaultFiles has rewritten / to /index.html
    }

    /// <summary>Maps the files.</summary>
    public static void MapStaticPage(this WebApplication app) => app.MapStaticAssets();
}

using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using WebTheme;

namespace KafkaConsole.Layout;

/// <summary>The pages: Blazor components that run on the server.</summary>
internal static class Pages
{
    /// <summary>Tells browsers to load nothing from another site into the pages, and to show them in no frame.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddCrossSiteRequests();
        builder.UseWebAssets();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider(); // a page never outlives the process that serves it
        builder.Services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = 1024 * 1024); // a value that is edited is one message
    }

    /// <summary>Adds the middleware that every request passes.</summary>
    public static void UsePages(this WebApplication app)
    {
        app.UseHttpDefaults();
        app.UseSecurityHeaders(ContentSecurityPolicy);
        app.UseAntiforgery();
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapGet("/", () => TypedResults.Redirect("/topics"));
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        // Its router shows the page NotFound.
        app.MapFallback(() => new RazorComponentResult<App> { StatusCode = StatusCodes.Status404NotFound });
    }
}

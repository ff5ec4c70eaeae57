using Scalar.AspNetCore;

namespace ProducerApi.Documentation;

/// <summary>
/// Serves the OpenAPI document at <c>/openapi/v1.json</c> and a page to try the API at <c>/docs</c>. The page loads nothing from other hosts.
/// </summary>
internal static class Documentation
{
    private const string Page = "/docs";

    public static void AddDocumentation(this WebApplicationBuilder builder) => builder.Services.AddOpenApi(ApiDescription.Describe);

    public static void MapDocumentation(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference(Page, page => page
            .WithTitle("Producer API")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools());
        app.MapGet("/", () => TypedResults.Redirect(Page)).ExcludeFromDescription();
    }
}

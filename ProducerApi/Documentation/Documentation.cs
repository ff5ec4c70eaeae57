using Scalar.AspNetCore;

namespace ProducerApi.Documentation;

/// <summary>The API's description at <c>/openapi/v1.json</c> and a page to try it at <c>/docs</c>, which needs nothing from elsewhere.</summary>
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

using Scalar.AspNetCore;

namespace StreamsService.Http.Documentation;

/// <summary>The description of the endpoints at <c>/openapi/v1.json</c> and a page to try them at <c>/docs</c>, which needs nothing from elsewhere.</summary>
internal static class Documentation
{
    /// <summary>The path of the page.</summary>
    public const string Page = "/docs";

    public static void AddDocumentation(this WebApplicationBuilder builder) => builder.Services.AddOpenApi(ApiDescription.Describe);

    public static void MapDocumentation(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference(Page, page => page
            .WithTitle("Streams service")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools());
    }
}

using Scalar.AspNetCore;

namespace StreamsService.Http.Documentation;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and the API reference page at <c>/docs</c>, which loads nothing from other sites.</summary>
internal static class Documentation
{
    /// <summary>The path of the API reference page.</summary>
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

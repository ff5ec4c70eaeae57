using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Scalar.AspNetCore;

namespace ServiceDefaults.Http;

/// <summary>
/// Serves the OpenAPI document at <c>/openapi/v1.json</c> and a page to try the API at <c>/docs</c>. The page loads nothing from other
/// hosts.
/// </summary>
public static class ApiDocumentation
{
    /// <summary>The path of the page.</summary>
    public const string Page = "/docs";

    private const string TracesAndErrors = """
        Every response has its trace id in the header `traceresponse`.
        Errors are `application/problem+json`; a 400 lists all errors of the request.
        """;

    /// <summary>Registers the OpenAPI document of a service.</summary>
    public static void AddDocumentation(this WebApplicationBuilder builder, ApiDescription description)
    {
        builder.Services.AddSingleton(description);
        builder.Services.AddOpenApi(openApi =>
        {
            openApi.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new()
                {
                    Title = description.Title,
                    Version = "v1",
                    Description = $"{description.Introduction} {TracesAndErrors}",
                };
                return Task.CompletedTask;
            });
            openApi.DescribeResponses(description.Statuses);
            description.Customize(openApi);
        });
    }

    /// <summary>Maps the document and the page.</summary>
    public static void MapDocumentation(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference(Page, page => page
            .WithTitle(app.Services.GetRequiredService<ApiDescription>().Title)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools());
    }
}

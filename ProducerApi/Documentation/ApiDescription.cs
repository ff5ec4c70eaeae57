using Microsoft.AspNetCore.OpenApi;

namespace ProducerApi.Documentation;

internal static class ApiDescription
{
    public static void Describe(OpenApiOptions openApi)
    {
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Producer API";
            return Task.CompletedTask;
        });
    }
}

using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDefaults;

namespace StreamsService.Http.Documentation;

/// <summary>Completes the OpenAPI document: the introduction, the meaning of each status code, and the member <c>restored</c> of problems.</summary>
internal static class ApiDescription
{
    public static void Describe(OpenApiOptions openApi)
    {
        openApi.AddDocumentTransformer(DescribeDocument);
        openApi.DescribeResponses(MeaningOf);
        openApi.AddSchemaTransformer(DescribeTypes);
    }

    private static Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Streams service",
            Version = "v1",
            Description = """
                Statistics of page views per page and window, counted from events in Apache Kafka. Every instance returns the same statistics. Every
                response has its trace id in the header `traceresponse`. Errors are `application/problem+json`; a 400 lists all validation errors.
                """,
        };
        return Task.CompletedTask;
    }

    private static Task DescribeTypes(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(ProblemDetails) && schema.Properties is { } members)
            members["restored"] = new OpenApiSchema { Type = JsonSchemaType.Number, Description = "The part of the view that is restored, from 0 to 1." };

        return Task.CompletedTask;
    }

    private static string MeaningOf(string status) => status switch
    {
        "200" => "As described above.",
        "400" => "The request is not valid; `errors` has all validation errors.",
        "403" => "This service does not show that topic.",
        "404" => "The page has no statistics.",
        "413" => "The event is larger than this service accepts.",
        "415" => "The content type is not supported.",
        "502" => "ProducerApi can't be reached.",
        "503" => "The view of this instance is catching up, this instance has too many open streams, or no ProducerApi is configured.",
        "504" => "ProducerApi did not respond in time.",
        _ => "An unexpected error. Search the log for the trace id to find the cause.",
    };
}

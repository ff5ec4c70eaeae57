using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDefaults;

namespace StreamsService.Http.Documentation;

/// <summary>What the OpenAPI document says beyond what the endpoints' types say: prose, what each status means, the progress of a view.</summary>
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
                Statistics of page views, counted from Apache Kafka per page and window. Every instance answers for all of them. Every answer
                carries the id of its trace in the header `traceresponse`; errors are `application/problem+json`, and a 400 names everything
                that is wrong at once.
                """,
        };
        return Task.CompletedTask;
    }

    private static Task DescribeTypes(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(ProblemDetails) && schema.Properties is { } members)
            members["restored"] = new OpenApiSchema { Type = JsonSchemaType.Number, Description = "The part of the view that is read, from 0 to 1." };

        return Task.CompletedTask;
    }

    private static string MeaningOf(string status) => status switch
    {
        "200" => "As described above.",
        "400" => "Something that was sent is wrong; `errors` names everything that is.",
        "403" => "This service does not show that topic.",
        "404" => "Nothing is known of the page.",
        "413" => "The event is larger than this service accepts.",
        "415" => "Not a content type that this address takes.",
        "502" => "ProducerApi can't be reached.",
        "503" => "The view of this instance is catching up, it has too many listeners, or what the request needs is not configured.",
        "504" => "ProducerApi does not answer in time.",
        _ => "An unexpected error. Its trace id leads to the reason in the log.",
    };
}

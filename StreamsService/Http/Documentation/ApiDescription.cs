using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDefaults.Hosting;

namespace StreamsService.Http.Documentation;

/// <summary>What the OpenAPI document says beyond what the endpoints' types say: prose, headers, and JSON types of instants and spans.</summary>
internal static class ApiDescription
{
    public static void Describe(OpenApiOptions openApi)
    {
        openApi.AddDocumentTransformer(DescribeDocument);
        openApi.AddOperationTransformer(DescribeResponses);
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

    private static Task DescribeResponses(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response is not OpenApiResponse described) continue;

            described.Description = MeaningOf(status);
            described.Headers = new Dictionary<string, IOpenApiHeader>
            {
                [TraceResponse.Header] = Header("The trace of this request, `00-{trace id}-{span id}-{flags}`."),
            };
            if (status is "503") described.Headers["Retry-After"] = Header("Seconds to wait before trying again.");
        }

        return Task.CompletedTask;
    }

    private static Task DescribeTypes(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset)) schema.Type = JsonSchemaType.String; // written so; read as a number of milliseconds as well
        if (type == typeof(ProblemDetails) && schema.Properties is { } members)
        {
            members["traceId"] = Text("The trace of this request.");
            members["retryAfter"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Seconds to wait before trying again." };
            members["restored"] = new OpenApiSchema { Type = JsonSchemaType.Number, Description = "The part of the view that is read, from 0 to 1." };
            members["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "All that is wrong, by parameter or member.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text("What is expected.") },
            };
        }

        return Task.CompletedTask;
    }

    private static OpenApiHeader Header(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

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

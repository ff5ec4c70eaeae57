using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ProducerApi.Events;

namespace ProducerApi.Documentation;

/// <summary>Adds examples and parameters to the OpenAPI document. The page at <c>/docs</c> fills its forms with them.</summary>
internal static class Examples
{
    private const string Event = """{"name":"P1","user":"U1","date":"2026-05-04T12:00:00Z","duration":1234}""";
    private const string Receipt = """{"topic":"page-events","partition":3,"offset":42,"timestamp":"2026-05-04T12:00:00Z"}""";

    /// <summary>Describes <c>POST /events</c>.</summary>
    public static RouteHandlerBuilder WithEventExamples(this RouteHandlerBuilder endpoint) => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        var one = operation.RequestBody!.Content!["application/json"];
        one.Examples = new Dictionary<string, IOpenApiExample>
        {
            ["event"] = Example("An event", JsonNode.Parse(Event)),
            ["milliseconds"] = Example("An event with its date in milliseconds since 1970", JsonNode.Parse("""{"name":"P1","user":"U1","date":1777896000000,"duration":1234}""")),
            ["errors"] = Example("Every member is missing or wrong: 400", JsonNode.Parse("""{"name":" ","user":7,"date":"yesterday"}""")),
        };
        operation.RequestBody.Content[NdjsonPublisher.ContentType] = Lines(Event, """{"name":"P2"}""", Event);

        var answers = operation.Responses!["200"].Content!;
        answers["application/json"].Example = JsonNode.Parse(Receipt);
        answers[NdjsonPublisher.ContentType] = Lines(
            Receipt, """{"line":2,"status":400,"title":"The event is not valid.","errors":{"user":["is missing"],"date":["is missing"],"duration":["is missing"]}}""", Receipt);
        return Task.CompletedTask;
    });

    /// <summary>Describes <c>POST /topics/{topic}/records</c>.</summary>
    public static RouteHandlerBuilder WithRecordExamples(this RouteHandlerBuilder endpoint) => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        Topic(operation.Parameters!, "notes");
        operation.Parameters!.Add(Query("key", "The record's key. Records with the same key go to the same partition and keep their order.", JsonSchemaType.String, "k1"));
        operation.Parameters.Add(Query("partition", "The partition. Default: chosen by the key.", JsonSchemaType.Integer));
        operation.Parameters.Add(Query("timestamp", "The record's timestamp, ISO-8601 or milliseconds since 1970. Default: now.", JsonSchemaType.String));
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "header",
            In = ParameterLocation.Query,
            Description = "A header of the record, `name:value`. May be repeated; the order is kept.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
        });
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "The record's value, published byte for byte. JSON is validated first.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = new OpenApiSchema(), Example = JsonNode.Parse("""{"any":["json",1,null]}""") },
                ["text/plain"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = "Any text" },
            },
        };
        operation.Responses!["200"].Content!["application/json"].Example =
            JsonNode.Parse("""{"topic":"notes","partition":1,"offset":7,"timestamp":"2026-05-04T12:00:00Z"}""");
        return Task.CompletedTask;
    });

    /// <summary>Describes <c>GET /publish/{topic}/{name}</c>.</summary>
    public static RouteHandlerBuilder WithPublishExamples(this RouteHandlerBuilder endpoint) => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        Topic(operation.Parameters!, "page-events");
        ((OpenApiParameter)operation.Parameters!.Single(parameter => parameter.Name == "name")).Example = "P1";
        operation.Responses!["200"].Content!["application/json"].Example =
            JsonNode.Parse($$"""{"event":{{Event}},"receipt":{{Receipt}},"traceId":"0af7651916cd43dd8448eb211c80319c"}""");
        return Task.CompletedTask;
    });

    private static void Topic(IList<IOpenApiParameter> parameters, string example)
    {
        var topic = (OpenApiParameter)parameters.Single(parameter => parameter.Name == "topic");
        topic.Description = "A topic that clients may write to.";
        topic.Example = example;
    }

    private static OpenApiParameter Query(string name, string description, JsonSchemaType type, string? example = null) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = new OpenApiSchema { Type = type },
        Example = example,
    };

    private static OpenApiExample Example(string summary, JsonNode? value) => new() { Summary = summary, Value = value };

    private static OpenApiMediaType Lines(params string[] lines) => new()
    {
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "One JSON object per line." },
        Example = string.Join('\n', lines) + "\n",
    };
}

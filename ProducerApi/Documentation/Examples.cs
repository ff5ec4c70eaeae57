using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ProducerApi.Bodies;
using ProducerApi.Events;
using ServiceDefaults.Http;

namespace ProducerApi.Documentation;

/// <summary>The examples and parameters of this service's endpoints in the OpenAPI document.</summary>
internal static class Examples
{
    private const string Event = """{"name":"P1","user":"U1","date":"2026-05-04T12:00:00Z","duration":1234}""";
    private const string EventInMilliseconds = """{"name":"P1","user":"U1","date":1777896000000,"duration":1234}""";
    private const string InvalidEvent = """{"name":" ","user":7,"date":"yesterday"}""";
    private const string Receipt = """{"topic":"page-events","partition":3,"offset":42,"timestamp":"2026-05-04T12:00:00.357Z"}""";
    private const string RecordReceipt = """{"topic":"notes","partition":1,"offset":7,"timestamp":"2026-05-04T12:00:00.357Z"}""";
    private const string ErrorOfLine =
        """{"line":2,"status":400,"title":"The event is not valid.","errors":"""
        + """{"user":["is missing"],"date":["is missing"],"duration":["is missing"]}}""";

    /// <summary>Describes <c>POST /events</c>.</summary>
    public static RouteHandlerBuilder WithEventExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        var request = operation.RequestBody!.Content!;
        request["application/json"].Examples = new Dictionary<string, IOpenApiExample>
        {
            ["event"] = Example("An event", Event),
            ["milliseconds"] = Example("An event with its date in milliseconds since 1970", EventInMilliseconds),
            ["errors"] = Example("Every member is missing or wrong: 400", InvalidEvent),
        };
        request[NdjsonPublisher.ContentType] = Lines(Event, """{"name":"P2"}""", Event);

        operation.SetResponseExample(Receipt);
        operation.Responses!["200"].Content![NdjsonPublisher.ContentType] = Lines(Receipt, ErrorOfLine, Receipt);
    });

    /// <summary>Describes <c>POST /topics/{topic}/records</c>.</summary>
    public static RouteHandlerBuilder WithRecordExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        DescribeRecord(operation);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "The record's value, published byte for byte after its content coding is decoded. JSON is validated first.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [MediaTypes.Json] = new() { Schema = new OpenApiSchema(), Example = JsonNode.Parse("""{"any":["json",1,null]}""") },
                [MediaTypes.AnyJson] = new() { Schema = new OpenApiSchema() },
                ["text/plain"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = "Any text" },
                [MediaTypes.AnyText] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                [MediaTypes.Bytes] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
            },
        };
        operation.SetResponseExample(RecordReceipt);
    });

    /// <summary>Describes <c>DELETE /topics/{topic}/records</c>.</summary>
    public static RouteHandlerBuilder WithTombstoneExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        DescribeRecord(operation);
        operation.RequireQuery("key");
        operation.SetResponseExample(RecordReceipt);
    });

    /// <summary>Describes <c>GET /publish/{topic}/{name}</c>.</summary>
    public static RouteHandlerBuilder WithPublishExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        DescribeTopic(operation, "page-events");
        operation.DescribeParameter("name", example: "P1");
        operation.SetResponseExample($$"""{"event":{{Event}},"receipt":{{Receipt}},"traceId":"0af7651916cd43dd8448eb211c80319c"}""");
    });

    private static void DescribeRecord(OpenApiOperation operation)
    {
        DescribeTopic(operation, "notes");
        operation.AddQuery(
            "key", "The record's key. Records with the same key go to the same partition and keep their order.", example: "k1");
        operation.AddQuery("partition", "The partition. Default: chosen by the key.", JsonSchemaType.Integer);
        operation.AddQuery(
            "timestamp",
            "The record's timestamp: RFC 3339 with an offset, or milliseconds since 1970. Default: now. It may be an hour from the clock "
            + "of the service, unless configured otherwise, because the retention of the topic counts from it. The time of an event belongs in the value.");
        operation.AddQuery(
            "header", "A header of the record, `name:value`. May be repeated; the order is kept.",
            new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } });
    }

    private static void DescribeTopic(OpenApiOperation operation, string example) =>
        operation.DescribeParameter("topic", "A topic that clients may write to.", example);

    private static OpenApiExample Example(string summary, string json) => new() { Summary = summary, Value = JsonNode.Parse(json) };

    private static OpenApiMediaType Lines(params string[] lines) => new()
    {
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "One JSON object per line." },
        Example = string.Join('\n', lines) + "\n",
    };
}

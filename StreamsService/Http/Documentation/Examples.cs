using Microsoft.OpenApi;
using ServiceDefaults.Http;
using StreamsService.Live;

namespace StreamsService.Http.Documentation;

/// <summary>The examples and parameters of this service's endpoints in the OpenAPI document.</summary>
internal static class Examples
{
    private const string Window =
        """{"page":"P1","window":"2026-05-04T12:00:00Z","count":12,"total":24000,"minimum":120,"maximum":8900,"users":2,"mean":2000}""";

    private const string Record =
        """{"key":"P1","value":"{\"name\":\"P1\"}","time":"2026-05-04T12:00:00.357Z","partition":3,"offset":42,"headers":[]}""";

    private const string Event = """{"name":"P1","user":"U1","date":"2026-05-04T12:00:00Z","duration":1234}""";
    private const string Receipt = """{"topic":"page-events","partition":3,"offset":42,"timestamp":"2026-05-04T12:00:00.357Z"}""";

    /// <summary>Describes <c>GET /statistics</c>.</summary>
    public static RouteHandlerBuilder WithStatisticsExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        operation.AddQuery("page", "Only this page.");
        operation.AddQuery("search", "Only pages whose name contains this text; not case-sensitive.");
        operation.AddQuery("from", "Only windows that begin at this time or later; RFC 3339 with an offset, or milliseconds since 1970.");
        operation.AddQuery("to", "Only windows that begin before this time; RFC 3339 with an offset, or milliseconds since 1970.");
        AddLimit(operation, 100);
        operation.AddQuery("before", "Where the next page of results begins; taken from `next` of the previous response.");
        operation.SetResponseExample($$"""{"windows":[{{Window}}],"next":"/statistics?limit=1&before=1777896000000.UDE"}""");
    });

    /// <summary>Describes <c>GET /statistics/{page}</c>.</summary>
    public static RouteHandlerBuilder WithPageExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        operation.DescribeParameter("page", "The name of the page.", example: "P1");
        AddLimit(operation, 12);
        operation.SetResponseExample($$"""{"windows":[{{Window}}]}""");
    });

    /// <summary>Describes <c>GET /analytics</c>.</summary>
    public static RouteHandlerBuilder WithAnalyticsExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
        operation.SetResponseExample(ServerSentEventsResult.ContentType, """
            data: {"P1":12,"P2":9}

            data: {"P1":13,"P2":9}


            """));

    /// <summary>Describes <c>GET /statistics/stream</c>.</summary>
    public static RouteHandlerBuilder WithStatisticsStreamExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        operation.DescribeParameter("since", "The id of the last event that the client received. The header `Last-Event-ID` overrides it.");
        operation.SetResponseExample(ServerSentEventsResult.ContentType, $$"""
            event: windows
            id: 12.5.0.77
            data: {"windows":[{{Window}}]}

            event: summary
            data: {"time":"2026-05-04T12:00:05Z","eventsPerSecond":9.8,"pages":2,"users":4,"late":0,"lag":3,"instances":2}


            """);
    });

    /// <summary>Describes <c>GET /records</c>.</summary>
    public static RouteHandlerBuilder WithRecordsExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        var topic = operation.DescribeParameter("topic", "One of the topics that this service is configured to show.", "page-events");
        topic.Required = true;
        operation.SetResponseExample(ServerSentEventsResult.ContentType, $$"""
            event: records
            data: {"records":[{{Record}}],"skipped":0}

            event: heartbeat
            data: {"time":"2026-05-04T12:00:15Z"}

            event: error
            data: {"title":"The topic can't be read.","detail":"Broker: Unknown topic or partition"}


            """);
    });

    /// <summary>Describes <c>GET /topology</c>.</summary>
    public static RouteHandlerBuilder WithTopologyExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
        operation.SetResponseExample("""
            {
              "application":"streams-service","instance":"host:5105","window":"00:00:05","grace":"00:00:10","retention":"01:00:00",
              "minimumDuration":"00:00:00.1000000","windowSeconds":5,"sources":["page-events"],"processors":["count page events"],
              "stores":["statistics"],"sinks":["page-statistics"],
              "instances":[{"instance":"host:5105","started":"2026-05-04T11:00:00Z","partitions":[0]}],
              "partitions":[
                {
                  "partition":0,"instance":"host:5105","state":"running","lag":3,"lagSeconds":0.2,"late":0,
                  "streamTime":"2026-05-04T12:00:04Z"
                }
              ],
              "view":{"caughtUp":true,"records":2400,"behind":0},"publishing":true
            }
            """));

    /// <summary>Describes <c>POST /events</c>.</summary>
    public static RouteHandlerBuilder WithEventExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        operation.SetRequestExample(Event);
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = "Idempotency-Key",
            In = ParameterLocation.Header,
            Description = "Makes the request safe to retry: ProducerApi publishes the event once for all requests with this key.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"",
        });
        operation.Responses!["200"] = new OpenApiResponse
        {
            Description = "The event was published; the response is the receipt of ProducerApi.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() },
        };
        operation.SetResponseExample(Receipt);
    });

    private static void AddLimit(OpenApiOperation operation, int unlessGiven) => operation.AddQuery(
        "limit",
        $"The largest number of windows to return, from 1 to {StatisticsParameters.MaxLimit}; the default is {unlessGiven}.",
        JsonSchemaType.Integer);
}

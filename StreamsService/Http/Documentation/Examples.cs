using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StreamsService.Http.Documentation;

/// <summary>Adds parameters and examples to the endpoints in the OpenAPI document, so that they can be tried on the API reference page.</summary>
internal static class Examples
{
    private const string Window = """{"page":"P1","window":"2026-05-04T12:00:00Z","count":12,"total":24000,"minimum":120,"maximum":8900,"users":2,"mean":2000}""";

    /// <summary>Describes <c>GET /statistics</c>.</summary>
    public static RouteHandlerBuilder WithStatisticsExamples(this RouteHandlerBuilder endpoint) => endpoint.With((parameters, operation) =>
    {
        parameters.Add(Query("page", "Only this page."));
        parameters.Add(Query("search", "Only pages whose name contains this text; not case-sensitive."));
        parameters.Add(Query("from", "Only windows that begin at this time or later; ISO-8601 or milliseconds since 1970."));
        parameters.Add(Query("to", "Only windows that begin before this time; ISO-8601 or milliseconds since 1970."));
        parameters.Add(Limit(100));
        parameters.Add(Query("before", "Where the next page of results begins; taken from `next` of the previous response."));
        Answer(operation, $$"""{"windows":[{{Window}}],"next":"/statistics?limit=1&before=1777896000000.UDE"}""");
    });

    /// <summary>Describes <c>GET /statistics/{page}</c>.</summary>
    public static RouteHandlerBuilder WithPageExamples(this RouteHandlerBuilder endpoint) => endpoint.With((parameters, operation) =>
    {
        var page = (OpenApiParameter)parameters.Single(parameter => parameter.Name == "page");
        page.Description = "The name of the page.";
        page.Example = "P1";
        parameters.Add(Limit(12));
        Answer(operation, $$"""{"windows":[{{Window}}]}""");
    });

    /// <summary>Describes <c>GET /analytics</c>.</summary>
    public static RouteHandlerBuilder WithAnalyticsExamples(this RouteHandlerBuilder endpoint) => endpoint.With((_, operation) => Events(operation, """
        data: {"P1":12,"P2":9}

        data: {"P1":13,"P2":9}


        """));

    /// <summary>Describes <c>GET /statistics/stream</c>.</summary>
    public static RouteHandlerBuilder WithStatisticsStreamExamples(this RouteHandlerBuilder endpoint) => endpoint.With((parameters, operation) =>
    {
        var since = (OpenApiParameter)parameters.Single(parameter => parameter.Name == "since");
        since.Description = "The id of the last event that the client received. The header `Last-Event-ID` overrides it.";
        Events(operation, $$"""
            event: windows
            id: 12.5.0.77
            data: {"windows":[{{Window}}]}

            event: summary
            data: {"time":"2026-05-04T12:00:05Z","eventsPerSecond":9.8,"pages":2,"users":4,"late":0,"lag":3,"instances":2}


            """);
    });

    /// <summary>Describes <c>GET /records</c>.</summary>
    public static RouteHandlerBuilder WithRecordsExamples(this RouteHandlerBuilder endpoint) => endpoint.With((parameters, operation) =>
    {
        var topic = (OpenApiParameter)parameters.Single(parameter => parameter.Name == "topic");
        topic.Description = "One of the topics that this service is configured to show.";
        topic.Required = true;
        topic.Example = "page-events";
        Events(operation, """
            event: records
            data: {"records":[{"key":"P1","value":"{\"name\":\"P1\"}","time":"2026-05-04T12:00:00Z","partition":3,"offset":42,"headers":{}}],"skipped":0}

            event: heartbeat
            data: {"time":"2026-05-04T12:00:15Z"}

            event: error
            data: {"title":"The topic can't be read.","detail":"Broker: Unknown topic or partition"}


            """);
    });

    /// <summary>Describes <c>GET /topology</c>.</summary>
    public static RouteHandlerBuilder WithTopologyExamples(this RouteHandlerBuilder endpoint) => endpoint.With((_, operation) => Answer(operation, """
        {
          "application":"streams-service","instance":"host:5105","window":"00:00:05","grace":"00:00:10","retention":"01:00:00",
          "minimumDuration":"00:00:00.1000000","windowSeconds":5,"sources":["page-events"],"processors":["count page events"],
          "stores":["statistics"],"sinks":["page-statistics"],
          "instances":[{"instance":"host:5105","started":"2026-05-04T11:00:00Z","partitions":[0]}],
          "partitions":[{"partition":0,"instance":"host:5105","state":"running","lag":3,"lagSeconds":0.2,"late":0,"streamTime":"2026-05-04T12:00:04Z"}],
          "view":{"caughtUp":true,"records":2400,"behind":0},"publishing":true
        }
        """));

    /// <summary>Describes <c>POST /events</c>.</summary>
    public static RouteHandlerBuilder WithEventExamples(this RouteHandlerBuilder endpoint) => endpoint.With((_, operation) =>
    {
        operation.RequestBody!.Content!["application/json"].Example =
            JsonNode.Parse("""{"name":"P1","user":"U1","date":"2026-05-04T12:00:00Z","duration":1234}""");
        operation.Responses!["200"] = new OpenApiResponse
        {
            Description = "The event was published; the response is the receipt of ProducerApi.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Example = JsonNode.Parse("""{"topic":"page-events","partition":3,"offset":42,"timestamp":"2026-05-04T12:00:00Z"}""") },
            },
        };
    });

    private static RouteHandlerBuilder With(this RouteHandlerBuilder endpoint, Action<IList<IOpenApiParameter>, OpenApiOperation> describe) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            describe(operation.Parameters ??= [], operation);
            return Task.CompletedTask;
        });

    private static void Answer(OpenApiOperation operation, string example) =>
        operation.Responses!["200"].Content!["application/json"].Example = JsonNode.Parse(example);

    private static void Events(OpenApiOperation operation, string example) =>
        operation.Responses!["200"].Content![Live.ServerSentEventsResult.ContentType].Example = example;

    private static OpenApiParameter Limit(int unlessGiven) =>
        Query("limit", $"The largest number of windows to return, from 1 to {StatisticsParameters.MaxLimit}; the default is {unlessGiven}.", JsonSchemaType.Integer);

    private static OpenApiParameter Query(string name, string description, JsonSchemaType type = JsonSchemaType.String) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = new OpenApiSchema { Type = type },
    };
}

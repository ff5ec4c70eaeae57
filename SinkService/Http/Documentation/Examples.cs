using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ServiceDefaults.Http;
using SinkService.Database;
using SinkService.Queries;

namespace SinkService.Http.Documentation;

/// <summary>The examples and parameters of this service's endpoints in the OpenAPI document.</summary>
internal static class Examples
{
    private const string Times = "RFC 3339 with an offset, or milliseconds since 1970.";

    private const string Event = """
        {
          "partition":3,"offset":42,"page":"P1","user":"fFAT5Tt2mYkqK3fY0yXHbXzWJ1Sx3o2gC0hT9d5zXyQ","viewedAt":"2026-05-04T12:00:00Z",
          "duration":1234,"durationClass":"medium","sentAt":"2026-05-04T12:00:00.357Z"
        }
        """;

    /// <summary>Describes <c>GET /events</c>.</summary>
    public static RouteHandlerBuilder WithEventsExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        operation.AddQuery("page", "Only this page.");
        operation.AddQuery("user", "Only the user with this hash.");
        operation.AddQuery("from", $"Only page views at this time or later; {Times}");
        operation.AddQuery("to", $"Only page views before this time; {Times}");
        operation.AddQuery("before", "Where the next page of results begins; taken from `before` of the previous response.");
        operation.AddQuery(
            "limit",
            $"The largest number of events to return, from 1 to {EventParameters.MaxLimit}; the default is {EventQuery.DefaultLimit}.",
            JsonSchemaType.Integer);
        operation.SetResponseExample($$"""{"events":[{{Event}}],"before":"639134928000000000.3.42"}""");
    });

    /// <summary>Describes <c>GET /events/{partition}/{offset}</c>.</summary>
    public static RouteHandlerBuilder WithEventExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        var whole = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" };
        operation.DescribeParameter("partition", "The partition of the record.", example: "3").Schema = whole;
        operation.DescribeParameter("offset", "The offset of the record.", example: "42").Schema = whole;
        operation.SetResponseExample(Event);
    });

    /// <summary>Describes <c>GET /totals</c>.</summary>
    public static RouteHandlerBuilder WithTotalsExamples(this RouteHandlerBuilder endpoint) => endpoint.WithOperation(operation =>
    {
        operation.AddQuery("page", "Only this page.");
        operation.AddQuery("from", $"Only windows that begin at this time or later; {Times}");
        operation.AddQuery("to", $"Only windows that begin before this time; {Times}");
        operation.AddQuery(
            "bucket",
            "The length of a bucket; the default is `hour`.",
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Enum.GetValues<TimeBucket>().Select(it => (JsonNode)TotalsParameters.NameOf(it))] });
        operation.SetResponseExample("""
            {
              "bucket":"hour",
              "totals":[{"start":"2026-05-04T12:00:00Z","page":"P1","views":12,"total":24000,"minimum":120,"maximum":8900,"mean":2000}]
            }
            """);
    });
}

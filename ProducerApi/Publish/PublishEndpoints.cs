using Contracts;
using Messaging;
using Microsoft.AspNetCore.Http.HttpResults;
using ProducerApi.Documentation;
using ProducerApi.Security;
using ServiceDefaults.Http;

namespace ProducerApi.Publish;

/// <summary>
/// <c>GET /publish/{topic}/{name}</c>: publishes a random event, from the address bar of a browser. <c>HEAD</c> checks the same and
/// publishes nothing.
/// </summary>
internal static class PublishEndpoints
{
    public static void MapPublish(this RouteGroupBuilder api) =>
        api.MapGet("/publish/{topic}/{name}", GetAsync)
            .WithName("PublishRandomEvent")
            .WithTags("Page events")
            .WithSummary("Publishes a random page event")
            .WithDescription(
                "For a browser's address bar: user U1 or U2, duration 0 to 9,000 ms, date now. Each request publishes an event.")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithPublishExamples();

    private static async Task<Results<Ok<PublishedEvent>, Problem>> GetAsync(
        string topic,
        string name,
        HttpResponse response,
        TopicRules topics,
        RandomPageEvents events,
        Topic<PageEvent> pageEvents,
        Publisher publisher)
    {
        response.Headers.CacheControl = "no-store"; // a cached response would publish nothing
        if (topics.Check(topic) is { } refusal) return refusal;

        var pageEvent = events.Of(name);
        if (pageEvent.Validate() is { Count: > 0 } errors) return Problem.Invalid("The event is not valid.", errors);

        // A HEAD request must not change anything. Its response has the headers of the other one; the body is not sent.
        if (response.HttpContext.IsHeadRequest()) return TypedResults.Ok(new PublishedEvent(pageEvent, default, TraceId: null));

        var receipt = await publisher.PublishAsync(pageEvents with { Name = topic }, pageEvent);
        return TypedResults.Ok(new PublishedEvent(pageEvent, receipt, TraceResponse.IdOf(response.HttpContext)));
    }
}

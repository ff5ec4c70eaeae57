using Contracts;
using Messaging.Publishing;
using ProducerApi.Documentation;
using ProducerApi.Problems;

namespace ProducerApi.Events;

/// <summary><c>POST /events</c>: one page event, or a stream of them.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this RouteGroupBuilder api) =>
        api.MapPost("/events", PostAsync)
            .WithName("PublishEvents")
            .WithTags("Page events")
            .WithSummary("Publishes one page event, or a stream of them")
            .WithDescription("""
                One event as `application/json` is answered with its receipt. A stream of any length as `application/x-ndjson`, one event per
                line, is answered with one line for each line that is not blank, in order and while the stream is still being sent: its receipt,
                or `{line, status, title, …}` when that line was not published. A line that fails does not end the stream. Read the answer while
                you send: when you don't, the service stops reading.
                """)
            .Accepts<PageEvent>("application/json", NdjsonPublisher.ContentType)
            .Produces<Receipt>()
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithEventExamples();

    private static async Task<IResult> PostAsync(
        HttpContext http, Topic<PageEvent> topic, Publisher publisher, NdjsonPublisher stream, RequestBody body)
    {
        if (NdjsonPublisher.IsIn(http.Request))
        {
            await stream.RunAsync(http);
            return TypedResults.Empty;
        }

        var (pageEvent, errors) = PageEventJson.Read(topic, await body.ReadAsync(http.Request));
        if (pageEvent is null) return Problem.Invalid("event", errors).ToResult();

        return TypedResults.Ok(await publisher.PublishAsync(topic, pageEvent));
    }
}

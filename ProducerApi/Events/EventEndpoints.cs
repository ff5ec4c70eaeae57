using Contracts;
using Messaging;
using ProducerApi.Bodies;
using ProducerApi.Documentation;
using ProducerApi.Idempotency;
using ServiceDefaults.Http;

namespace ProducerApi.Events;

/// <summary><c>POST /events</c>: publishes one page event, or a stream of them.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this RouteGroupBuilder api) =>
        api.MapPost("/events", PostAsync)
            .WithName("PublishEvents")
            .WithTags("Page events")
            .WithSummary("Publishes one page event, or a stream of them")
            .WithDescription("""
                Send one event as `application/json`; the response is its receipt. Or send a stream of any length as `application/x-ndjson`,
                one event per line. The response then has one line for each line that is not blank, in the same order: its receipt, or
                `{line, status, title, …}` if the event was not published. A line that fails does not end the stream. The service responds
                while you send: read the response meanwhile, otherwise the service stops reading. An event may have a member `id`, which is
                its idempotency key: send a stream again after a lost connection, and each event with an `id` is published once.
                """)
            .Accepts<PageEvent>("application/json", NdjsonPublisher.ContentType)
            .Produces<Receipt>()
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithIdempotencyKey()
            .WithEventExamples();

    private static async Task<IResult> PostAsync(
        HttpContext http, Topic<PageEvent> topic, RecordPublisher publisher, NdjsonPublisher stream, RequestBody body)
    {
        var type = MediaTypes.Of(http.Request);
        if (NdjsonPublisher.Accepts(type))
        {
            if (http.Request.Headers.ContainsKey(IdempotencyKey.Header)) return IdempotencyKey.NotForStreams;

            await stream.RunAsync(http);
            return TypedResults.Empty;
        }

        MediaTypes.RequireJson(type);
        var json = await body.ReadAsync(http.Request);
        var (pageEvent, errors) = PageEventJson.Read(topic, json);
        var id = IdempotencyKey.Of(http.Request).WithEventId(json);
        if (pageEvent is null || id.ValidationErrors.Count > 0)
        {
            return Problem.Invalid("The event is not valid.", [.. errors, .. id.ValidationErrors]);
        }

        return await publisher.PublishAsync(http, OutgoingRecord.Of(topic, pageEvent), id.Value);
    }
}

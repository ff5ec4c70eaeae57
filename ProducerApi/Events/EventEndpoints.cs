using Contracts;
using Messaging;
using ProducerApi.Bodies;
using ProducerApi.Documentation;
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
                while you send: read the response meanwhile, otherwise the service stops reading.
                """)
            .Accepts<PageEvent>("application/json", NdjsonPublisher.ContentType)
            .Produces<Receipt>()
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithEventExamples();

    private static async Task<IResult> PostAsync(
        HttpContext http, Topic<PageEvent> topic, Publisher publisher, NdjsonPublisher stream, RequestBody body)
    {
        var type = MediaTypes.Of(http.Request);
        if (NdjsonPublisher.Accepts(type))
        {
            await stream.RunAsync(http);
            return TypedResults.Empty;
        }

        MediaTypes.RequireJson(type);
        var (pageEvent, errors) = PageEventJson.Read(topic, await body.ReadAsync(http.Request));
        if (pageEvent is null) return Problem.Invalid("The event is not valid.", errors);

        return TypedResults.Ok(await publisher.PublishAsync(topic, pageEvent));
    }
}

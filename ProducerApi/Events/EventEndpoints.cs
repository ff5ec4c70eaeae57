using ProducerApi.Problems;
using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging.Publishing;

namespace ProducerApi.Events;

/// <summary><c>POST /events</c>: one page event, or a stream of them.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this RouteGroupBuilder api) =>
        api.MapPost("/events", PostAsync)
            .WithName("PublishEvents")
            .WithTags("Page events")
            .WithSummary("Publishes one page event, or a stream of them")
            .Accepts<PageEvent>("application/json", EventStream.ContentType)
            .Produces<Receipt>()
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<IResult> PostAsync(
        HttpContext http, Topic<PageEvent> topic, Publisher publisher, EventStream stream, ApiOptions options)
    {
        if (http.Request.ContentType is null) return new Problem(StatusCodes.Status415UnsupportedMediaType, "Unsupported Media Type").ToResult();

        if (EventStream.IsIn(http.Request))
        {
            await stream.RunAsync(http);
            return TypedResults.Empty;
        }

        var body = await RequestBody.ReadAsync(http.Request, options.MaxRecordBytes, http.RequestAborted);
        var (page, faults) = PageEventJson.Read(topic, body);
        if (page is null) return Problem.Invalid("event", faults).ToResult();

        return TypedResults.Ok(await publisher.PublishAsync(topic, page, http.RequestAborted));
    }
}

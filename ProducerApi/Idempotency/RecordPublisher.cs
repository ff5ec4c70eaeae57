using Messaging;
using Messaging.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ProducerApi.Idempotency;

/// <summary>Publishes the record of a request: once for all requests with the same idempotency key, if the request has one.</summary>
internal sealed class RecordPublisher(Publisher publisher, KeyedPublisher keyedPublisher)
{
    /// <summary>The header of a response that has the receipt of an earlier request with the same key.</summary>
    public const string ReplayedHeader = "Idempotent-Replayed";

    /// <inheritdoc cref="KeyedPublisher.PublishAsync"/>
    public async Task<Ok<Receipt>> PublishAsync(HttpContext http, OutgoingRecord record, string? key)
    {
        if (key is null) return TypedResults.Ok(await publisher.PublishAsync(record));

        var published = await keyedPublisher.PublishAsync(record, key, cancellationToken: http.RequestAborted);
        if (published.IsReplay) http.Response.Headers[ReplayedHeader] = "true";
        return TypedResults.Ok(published.Receipt);
    }

    /// <summary>
    /// Publishes the record of a line without waiting. A line with an id that is in progress waits for the same receipt, so that a stream
    /// can be sent again while the lines of a lost connection are still in progress.
    /// </summary>
    public Task<Receipt> PublishLineAsync(OutgoingRecord record, string? id) =>
        id is null ? publisher.PublishAsync(record) : PublishKeyedLineAsync(record, id);

    private async Task<Receipt> PublishKeyedLineAsync(OutgoingRecord record, string id) =>
        (await keyedPublisher.PublishAsync(record, id, joins: true)).Receipt;
}

using Messaging;
using Microsoft.AspNetCore.Http.HttpResults;
using ProducerApi.Documentation;
using ProducerApi.Idempotency;
using ProducerApi.Security;
using ServiceDefaults.Http;

namespace ProducerApi.Records;

/// <summary><c>POST /topics/{topic}/records</c>: publishes any JSON value or text to any allowed topic.</summary>
internal static class RecordEndpoints
{
    public static void MapRecords(this RouteGroupBuilder api) =>
        api.MapPost("/topics/{topic}/records", PostAsync)
            .WithName("PublishRecord")
            .WithTags("Records")
            .WithSummary("Publishes any JSON value or text")
            .Accepts<object>("application/json", "application/*+json", "text/*")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithIdempotencyKey()
            .WithRecordExamples();

    private static async Task<Results<Ok<Receipt>, Problem>> PostAsync(
        string topic, HttpRequest request, TopicRules topics, RecordPublisher publisher, RequestBody body)
    {
        if (topics.Check(topic) is { } refusal) return refusal;

        var parameters = new RecordParameters(request.Query);
        var value = await body.ReadAsync(request);
        var isText = request.ContentType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) is true;
        var key = IdempotencyKey.Of(request);
        var errors = parameters.ValidationErrors.Concat(key.ValidationErrors).Concat(isText ? [] : JsonValue.Validate(value)).ToList();
        if (errors.Count > 0) return Problem.Invalid("The record is not valid.", errors);

        var record = new OutgoingRecord(topic, parameters.Key, value)
        {
            Partition = parameters.Partition,
            Timestamp = parameters.Timestamp,
            Headers = parameters.Headers,
        };
        return await publisher.PublishAsync(request.HttpContext, record, key.Value);
    }
}

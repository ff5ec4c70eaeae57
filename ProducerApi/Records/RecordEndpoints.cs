using Messaging;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using ProducerApi.Bodies;
using ProducerApi.Documentation;
using ProducerApi.Security;
using ServiceDefaults.Http;

namespace ProducerApi.Records;

/// <summary>
/// <c>/topics/{topic}/records</c> of any allowed topic: <c>POST</c> publishes a JSON value, text or bytes, and <c>DELETE</c> a tombstone.
/// </summary>
internal static class RecordEndpoints
{
    private const string Path = "/topics/{topic}/records";

    public static void MapRecords(this RouteGroupBuilder api)
    {
        api.MapPost(Path, PostAsync)
            .WithName("PublishRecord")
            .WithTags("Records")
            .WithSummary("Publishes any JSON value, text or bytes")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithRecordExamples();

        api.MapDelete(Path, DeleteAsync)
            .WithName("PublishTombstone")
            .WithTags("Records")
            .WithSummary("Publishes a tombstone")
            .WithDescription("""
                A tombstone is a record with a key and without a value. In a compacted topic it deletes the earlier records with its key;
                consumers still see it for the time `delete.retention.ms` of the topic.
                """)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithTombstoneExamples();
    }

    private static async Task<Results<Ok<Receipt>, Problem>> PostAsync(
        string topic, HttpRequest request, TopicRules topics, DeclaredFormats formats, Publisher publisher, RequestBody body)
    {
        if (topics.Check(topic) is { } refusal) return refusal;

        var format = MediaTypes.FormatOf(request);
        if (format is ValueFormat.Bytes && formats.Check(topic, "value that is bytes") is { } bytes) return bytes;

        var parameters = new RecordParameters(request.Query);
        var value = await body.ReadAsync(request);
        var errors = parameters.ValidationErrors.Concat(RecordValue.Validate(value, format)).ToList();
        if (errors.Count > 0) return Problem.Invalid("The record is not valid.", errors);

        return TypedResults.Ok(await publisher.PublishAsync(RecordOf(topic, parameters, value)));
    }

    private static async Task<Results<Ok<Receipt>, Problem>> DeleteAsync(
        string topic, HttpRequest request, TopicRules topics, DeclaredFormats formats, Publisher publisher)
    {
        if (topics.Check(topic) is { } refusal) return refusal;
        if (formats.Check(topic, "tombstone") is { } tombstone) return tombstone;

        var parameters = new RecordParameters(request.Query);
        var errors = parameters.ValidationErrors.ToList();
        if (!request.Query.ContainsKey("key")) errors.Add(new("key", "is missing; a tombstone deletes the records with its key"));
        if (HasBody(request)) errors.Add(new("$", "must be left out; a tombstone has no value"));
        if (errors.Count > 0) return Problem.Invalid("The tombstone is not valid.", errors);

        return TypedResults.Ok(await publisher.PublishAsync(RecordOf(topic, parameters, value: null)));
    }

    private static OutgoingRecord RecordOf(string topic, RecordParameters parameters, byte[]? value) => new(topic, parameters.Key, value)
    {
        Partition = parameters.Partition,
        Timestamp = parameters.Timestamp,
        Headers = parameters.Headers,
    };

    private static bool HasBody(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true;
}

using KafkaConsole.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KafkaConsole.DeadLetters;

/// <summary>The dead letters.</summary>
internal static class DeadLetterApi
{
    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        api.MapGet("/dead-letters", ListAsync);
        api.MapGet("/dead-letters/{topic}", ReadAsync);
    }

    private static async Task<Ok<IReadOnlyList<DeadLetterTopic>>> ListAsync(DeadLetterTopics deadLetters, CancellationToken cancellationToken) =>
        TypedResults.Ok(await deadLetters.ListAsync(cancellationToken));

    private static async Task<Results<Ok<DeadLetterPage>, ValidationProblem>> ReadAsync(
        DeadLetterTopics deadLetters, string topic, string? partition, string? from, string? limit, CancellationToken cancellationToken)
    {
        var (query, faults) = RecordQuery.Parse(topic, partition, from, limit);
        return faults.Count > 0 ? TypedResults.ValidationProblem(faults) : TypedResults.Ok(await deadLetters.ReadAsync(query, cancellationToken));
    }
}

using KafkaConsole.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KafkaConsole.DeadLetters;

/// <summary><c>/api/dead-letters</c>: reads dead-letter topics and their records.</summary>
internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        api.MapGet("/dead-letters", ListAsync);
        api.MapGet("/dead-letters/{topic}", ReadAsync);
    }

    private static async Task<Ok<IReadOnlyList<DeadLetterTopicSummary>>> ListAsync(
        DeadLetterTopics deadLetters, CancellationToken cancellationToken) =>
        TypedResults.Ok(await deadLetters.ListAsync(cancellationToken));

    private static async Task<Results<Ok<DeadLetterPage>, ValidationProblem>> ReadAsync(
        DeadLetterTopics deadLetters,
        string topic,
        string? partition,
        string? from,
        string? limit,
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (query, errors) = RecordQuery.Parse(topic, partition, from, limit);
        var (selection, selectionErrors) = LetterParameters.ParseStrictly(request.Query, nameof(from), nameof(limit));
        foreach (var (name, messages) in selectionErrors) errors.TryAdd(name, messages);
        if (selection is null || errors.Count > 0) return TypedResults.ValidationProblem(errors);

        return TypedResults.Ok(await deadLetters.ReadAsync(query, selection, cancellationToken));
    }
}

using Microsoft.AspNetCore.Http.HttpResults;

namespace KafkaConsole.Topics;

/// <summary><c>/api/topics</c>.</summary>
internal static class TopicEndpoints
{
    public static void MapTopics(this IEndpointRouteBuilder api) => api.MapGet("/topics", ListAsync);

    private static async Task<Ok<IEnumerable<TopicSummary>>> ListAsync(
        TopicCatalogue topics, bool? includeInternal, CancellationToken cancellationToken)
    {
        var all = await topics.ListAsync(cancellationToken);
        return TypedResults.Ok(all.Where(topic => includeInternal is true || !topic.IsInternal));
    }
}

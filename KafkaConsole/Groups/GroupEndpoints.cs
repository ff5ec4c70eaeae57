using Microsoft.AspNetCore.Http.HttpResults;

namespace KafkaConsole.Groups;

/// <summary><c>/api/groups</c>.</summary>
internal static class GroupEndpoints
{
    public static void MapGroups(this IEndpointRouteBuilder api)
    {
        api.MapGet("/groups", ListAsync);
        api.MapGet("/groups/{group}", FindAsync);
    }

    private static async Task<Ok<IReadOnlyList<ConsumerGroup>>> ListAsync(
        ConsumerGroupCatalogue groups, CancellationToken cancellationToken) =>
        TypedResults.Ok(await groups.ListAsync(cancellationToken));

    private static async Task<Ok<ConsumerGroup>> FindAsync(
        ConsumerGroupCatalogue groups, string group, CancellationToken cancellationToken) =>
        TypedResults.Ok(await groups.FindAsync(group, cancellationToken));
}

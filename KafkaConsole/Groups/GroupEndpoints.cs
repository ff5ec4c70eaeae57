using KafkaConsole.Cluster;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KafkaConsole.Groups;

/// <summary>The consumer groups.</summary>
internal static class GroupApi
{
    public static void MapGroups(this IEndpointRouteBuilder api)
    {
        api.MapGet("/groups", ListAsync);
        api.MapGet("/groups/{group}", FindAsync);
    }

    private static async Task<Ok<ConsumerGroups>> ListAsync(IGroupDirectory groups, CancellationToken cancellationToken) =>
        TypedResults.Ok(await groups.ListAsync(cancellationToken));

    private static async Task<Ok<ConsumerGroup>> FindAsync(IGroupDirectory groups, string group, CancellationToken cancellationToken) =>
        TypedResults.Ok(await groups.FindAsync(group, cancellationToken) ?? throw new ClusterException(ClusterFault.Unknown, $"There is no consumer group {group}."));
}

using Confluent.Kafka;

namespace KafkaConsole.Cluster;

/// <summary>
/// Lists consumer groups. By the same request it finds out whether the cluster implements the admin API: librdkafka's in-memory cluster
/// does not. That result is kept for a minute, so that pages that refresh do not request it each time.
/// </summary>
/// <remarks>
/// It uses the older <see cref="IAdminClient.ListGroups"/>, because ListConsumerGroupsAsync of Confluent.Kafka 2.16.0 frees memory twice,
/// and so ends the process, when a broker answers with an error or not in time.
/// </remarks>
internal sealed class AdminApi(ClusterClients clients, TimeProvider time)
{
    private static readonly TimeSpan CacheDuration = TimeSpan.FromMinutes(1);

    private Support? _support;

    private sealed record Support(bool IsSupported, long CheckedAt);

    /// <summary>The names of all consumer groups that the console may describe.</summary>
    /// <exception cref="ClusterException">The cluster does not answer, or does not implement the admin API.</exception>
    public async Task<IReadOnlyList<string>> ListConsumerGroupsAsync(CancellationToken cancellationToken)
    {
        await RequireAsync(cancellationToken);
        return await ListGroupsAsync(cancellationToken);
    }

    /// <summary>Ensures that the cluster implements the admin API.</summary>
    /// <exception cref="ClusterException">It does not, or does not answer.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (!await SupportsAdminApiAsync(cancellationToken))
        {
            throw new ClusterException(
                ClusterErrorKind.NotSupported,
                "Consumer groups are not available on this cluster: it does not implement Kafka's admin API. "
                + "See the metric kafka.consumer.lag in the telemetry dashboard.");
        }
    }

    /// <summary>Whether the cluster implements the admin API.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public async Task<bool> SupportsAdminApiAsync(CancellationToken cancellationToken)
    {
        if (_support is { } support && time.GetElapsedTime(support.CheckedAt) < CacheDuration) return support.IsSupported;

        bool isSupported;
        try
        {
            await ListGroupsAsync(cancellationToken);
            isSupported = true;
        }
        catch (ClusterException e) when (e.Kind is ClusterErrorKind.NotSupported)
        {
            isSupported = false;
        }

        _support = new(isSupported, time.GetTimestamp());
        return isSupported;
    }

    private Task<IReadOnlyList<string>> ListGroupsAsync(CancellationToken cancellationToken) =>
        clients.WithAdminClientAsync(admin => Task.FromResult(ListGroups(admin)), cancellationToken);

    private static IReadOnlyList<string> ListGroups(IAdminClient admin) =>
        [.. admin.ListGroups(ClusterClients.RequestTimeout).Where(group => group.ProtocolType is "consumer" or "").Select(
            group => group.Group)];
}

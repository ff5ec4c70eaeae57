using Dashboard.Kafka.Cluster;

namespace Dashboard.Kafka.Groups;

/// <summary>Knows the consumer groups.</summary>
internal interface IGroupDirectory
{
    /// <summary>All groups.</summary>
    /// <exception cref="ClusterException">The cluster has no answer.</exception>
    Task<ConsumerGroups> ListAsync(CancellationToken cancellationToken);

    /// <summary>One group, with all that can be known of it; null when there is none of that name.</summary>
    /// <exception cref="ClusterException">The cluster has no answer.</exception>
    Task<ConsumerGroup?> FindAsync(string name, CancellationToken cancellationToken);
}

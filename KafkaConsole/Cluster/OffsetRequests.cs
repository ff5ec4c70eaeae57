using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace KafkaConsole.Cluster;

/// <summary>Requests offsets of partitions.</summary>
internal static class OffsetRequests
{
    /// <summary>The offset of each partition that the specification means; -1 where there is none.</summary>
    /// <exception cref="ClusterException">A partition can't be read, or the cluster does not answer.</exception>
    public static Task<Dictionary<TopicPartition, long>> OffsetsAsync(
        this ClusterClients clients,
        IReadOnlyCollection<TopicPartition> partitions,
        OffsetSpec spec,
        IsolationLevel isolation,
        CancellationToken cancellationToken) =>
        clients.WithAdminClientAsync(
            async admin => (await admin.ListOffsetsAsync(
                    partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }),
                    new() { IsolationLevel = isolation, RequestTimeout = ClusterClients.RequestTimeout }))
                .ResultInfos
                .ToDictionary(info => info.TopicPartitionOffsetError.TopicPartition, info => info.TopicPartitionOffsetError.Offset.Value),
            cancellationToken);
}

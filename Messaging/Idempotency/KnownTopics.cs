using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Publishing;

namespace Messaging.Idempotency;

/// <summary>
/// The topics of the cluster and their numbers of partitions. A record for a topic or partition that does not exist would hold up the
/// transaction of all others until its timeout. A topic may be deleted, and created again with fewer partitions, so the numbers are asked
/// for again after <see cref="MaxAge"/>. Only one thread uses this class.
/// </summary>
internal sealed class KnownTopics(ClusterMetadata metadata, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (int Count, long Asked)> _partitions = [];

    /// <summary>Returns why the cluster would refuse this record for its topic or partition; null when it would not.</summary>
    /// <exception cref="KafkaException">The cluster does not answer.</exception>
    public PublishException? RefusalOf(in OutgoingRecord record)
    {
        var partition = record.Partition ?? 0;
        var known = _partitions.GetValueOrDefault(record.Topic);
        if (partition < known.Count && time.GetElapsedTime(known.Asked) < MaxAge) return null;

        var topic = metadata.Read(record.Topic, Timeout);
        if (topic.Error.Code is ErrorCode.LeaderNotAvailable) return null; // it is being created
        if (topic.Error.IsError) return PublishErrors.ToException(topic.Error, record.Topic);

        _partitions[record.Topic] = (topic.Partitions.Count, time.GetTimestamp());
        return partition < topic.Partitions.Count ? null : PublishErrors.ToException(new Error(ErrorCode.Local_UnknownPartition), record.Topic);
    }
}

using Confluent.Kafka;

namespace Messaging.Reading;

/// <summary>Follows all partitions of a topic, to show its latest records to users.</summary>
public interface ITopicTail
{
    /// <summary>Reads the last committed records of each partition and then new ones, until it is cancelled.</summary>
    /// <param name="topic">The name of the topic in the cluster.</param>
    /// <param name="last">How many offsets before the end of each partition reading starts.</param>
    /// <param name="receive">
    /// Receives each record. Receives null when no further record is available, but not before all existing records are read.
    /// </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KafkaException">The topic can't be read.</exception>
    Task FollowAsync(string topic, int last, Action<ConsumeResult<byte[], byte[]>?> receive, CancellationToken cancellationToken);
}

using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>
/// Forwards the consumer's callbacks to the loop. The consumer must have its callbacks when it is built, and the loop is created later.
/// All callbacks run on the loop's thread, within <c>Consume</c> or <c>Close</c>.
/// </summary>
internal sealed class ConsumerCallbacks
{
    public Action<IReadOnlyList<TopicPartition>> Assigned { get; set; } = _ => { };

    public Action<IReadOnlyList<TopicPartition>> Revoked { get; set; } = _ => { };

    public Action<IReadOnlyList<TopicPartition>> Lost { get; set; } = _ => { };

    public Action<Error> Failed { get; set; } = _ => { };

    public Action<CommittedOffsets> Committed { get; set; } = _ => { };

    public void AttachTo(ConsumerBuilder<byte[], byte[]> consumer) => consumer
        .SetPartitionsAssignedHandler((_, partitions) => Assigned(partitions))
        .SetPartitionsRevokedHandler((_, partitions) => Revoked(partitions.ConvertAll(partition => partition.TopicPartition)))
        .SetPartitionsLostHandler((_, partitions) => Lost(partitions.ConvertAll(partition => partition.TopicPartition)))
        .SetOffsetsCommittedHandler((_, offsets) => Committed(offsets))
        .SetErrorHandler((_, error) => Failed(error));
}

using System.Runtime.InteropServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// Notices that a cluster has deleted records before a consumer has read them, by retention or by request. The client then continues at
/// the new beginning of the partition. Offsets without records, such as those of transaction markers, are no loss: they are not before the
/// beginning. For the partitions of one topic.
/// </summary>
internal sealed partial class DeletedRecords(ILogger logger)
{
    private readonly Dictionary<int, long> _next = []; // by partition: a TopicPartition would be allocated for each record

    /// <summary>Warns, once, if records before this one were deleted.</summary>
    /// <param name="consumer">The consumer that has received the record.</param>
    /// <param name="received">A record, or the end of a partition.</param>
    /// <param name="start">
    /// Returns the offset at which reading was to start; null where that is not known. Called for the first record of a partition.
    /// </param>
    public void Check(IConsumer<byte[], byte[]> consumer, ConsumeResult<byte[], byte[]> received, Func<TopicPartition, long?>? start = null)
    {
        ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(_next, received.Partition.Value, out var isKnown);
        var offset = received.Offset.Value;
        if (!isKnown || offset > next)
        {
            var beginning = consumer.GetWatermarkOffsets(received.TopicPartition).Low.Value;
            var expected = isKnown ? next : beginning > 0 ? start?.Invoke(received.TopicPartition) ?? offset : offset;
            if (beginning > expected) LogDeleted(received.Topic, received.Partition.Value, beginning - expected, expected, beginning);
        }

        next = received.IsPartitionEOF ? offset : offset + 1;
    }

    /// <summary>Forgets partitions whose next record may have any offset.</summary>
    public void Forget(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions) _next.Remove(partition.Partition.Value);
    }

    private void LogDeleted(string topic, int partition, long count, long expected, long beginning) =>
        LogDeleted(logger, topic, partition, count, expected, beginning);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Topic} [{Partition}]: {Count} offsets, from {Expected} on, were deleted before this service has read them. Reading continues "
            + "at offset {Beginning}. Raise the retention of the topic if that is not intended")]
    private static partial void LogDeleted(ILogger logger, string topic, int partition, long count, long expected, long beginning);
}

using Confluent.Kafka;

namespace Messaging.Reading;

/// <summary>Reads partitions as they grow, with a consumer that joins no group.</summary>
public static class PartitionTail
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Blocks and passes on records, beginning with the last ones of each partition, until it is cancelled.</summary>
    /// <param name="consumer">A consumer that reports the ends of partitions. The caller disposes it.</param>
    /// <param name="partitions">What to read.</param>
    /// <param name="last">How many offsets before its end it begins in each partition.</param>
    /// <param name="receive">
    /// Is given each record, one after the other; and null when no further one is at hand, not before all is read that was there.
    /// </param>
    /// <param name="onError">Is given errors from which the client recovers by itself.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KafkaException">The ends of the partitions can't be read, or the client has failed for good.</exception>
    public static void Follow(
        IConsumer<byte[], byte[]> consumer,
        IEnumerable<TopicPartition> partitions,
        int last,
        Action<ConsumeResult<byte[], byte[]>?> receive,
        Action<Error> onError,
        CancellationToken cancellationToken)
    {
        var past = new Dictionary<int, long>(); // the ends of partitions whose past is not read yet
        consumer.Assign(partitions.Select(partition =>
        {
            var ends = consumer.QueryWatermarkOffsets(partition, QueryTimeout);
            past[partition.Partition] = ends.High.Value;
            return new TopicPartitionOffset(partition, Math.Max(ends.Low.Value, ends.High.Value - last));
        }).ToList());

        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var result = consumer.Consume(PollTime);
                if (result is not null && (result.IsPartitionEOF || result.Offset + 1 >= past.GetValueOrDefault(result.Partition)))
                {
                    past.Remove(result.Partition);
                }

                if (result is { IsPartitionEOF: false }) receive(result);
                else if (past.Count == 0) receive(null);
            }
            catch (ConsumeException e) when (!e.Error.IsFatal)
            {
                onError(e.Error);
            }
        }
    }
}

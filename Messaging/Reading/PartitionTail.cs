using Confluent.Kafka;

namespace Messaging.Reading;

/// <summary>Follows partitions with a consumer that joins no group.</summary>
public static class PartitionTail
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Reads the last records of each partition and then new ones. Blocks until it is cancelled.</summary>
    /// <param name="consumer">A consumer with <c>enable.partition.eof</c>. The caller disposes it.</param>
    /// <param name="partitions">The partitions to read.</param>
    /// <param name="last">How many offsets before the end of each partition reading starts.</param>
    /// <param name="receive">
    /// Receives each record. Receives null when no further record is available, but not before all existing records are read.
    /// </param>
    /// <param name="onError">Receives errors from which the client recovers by itself.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KafkaException">The ends of the partitions can't be read, or the client has a fatal error, or the right to read the topic is missing.</exception>
    public static void Follow(
        IConsumer<byte[], byte[]> consumer,
        IEnumerable<TopicPartition> partitions,
        int last,
        Action<ConsumeResult<byte[], byte[]>?> receive,
        Action<Error> onError,
        CancellationToken cancellationToken)
    {
        var past = new Dictionary<int, long>(); // the ends of the partitions whose existing records are not all read yet
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
            catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.Code is not ErrorCode.TopicAuthorizationFailed)
            {
                onError(e.Error);
            }
        }
    }
}

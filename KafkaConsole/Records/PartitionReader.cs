using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Topics;

namespace KafkaConsole.Records;

/// <summary>Reads ranges of partitions, committed records only unless told otherwise.</summary>
internal sealed class PartitionReader(ClusterClients clients, TimeProvider time)
{
    /// <summary>The bytes of keys, values and headers after which it stops.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>Reads until it has all records, or 32 MiB, or until the timeout.</summary>
    /// <exception cref="ClusterException">Reading failed.</exception>
    public Task<RawRecords> ReadAsync(
        IReadOnlyCollection<ReadRange> ranges,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        var open = ranges.Where(range => range.From < range.To && range.MaxRecords > 0).ToDictionary(range => range.Partition);
        return open.Count == 0
            ? Task.FromResult(new RawRecords([], true))
            : clients.WithConsumerAsync((consumer, cancellation) => Read(consumer, open, timeout, cancellation), cancellationToken, isolation);
    }

    private RawRecords Read(
        IConsumer<byte[], byte[]> consumer,
        Dictionary<TopicPartition, ReadRange> open,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        consumer.Assign(open.Values.Select(range => new TopicPartitionOffset(range.Partition, range.From)));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        var bytes = 0L;
        var started = time.GetTimestamp();
        while (open.Count > 0 && bytes < MaxBytes && time.GetElapsedTime(started) < timeout)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (consumer.Poll() is not { } result || !open.TryGetValue(result.TopicPartition, out var range)) continue;

            if (result.IsPartitionEOF)
            {
                // Committed records can end before the requested end, because a transaction is still open.
                if (!range.WaitsForTransactions || result.Offset >= range.To) open.Remove(result.TopicPartition);
                continue;
            }

            if (result.Offset < range.To)
            {
                records.Add(result);
                bytes += RecordSizes.Of(result);
                range = range with { MaxRecords = range.MaxRecords - 1 };
                open[result.TopicPartition] = range;
            }

            if (result.Offset + 1 < range.To && range.MaxRecords > 0) continue;

            open.Remove(result.TopicPartition);
            consumer.IncrementalUnassign([result.TopicPartition]);
        }

        return new(records, open.Count == 0);
    }
}

/// <summary>A range of a partition: from the offset <paramref name="From"/> up to, but without, <paramref name="To"/>.</summary>
internal sealed record ReadRange(TopicPartition Partition, long From, long To)
{
    /// <summary>The most records to read.</summary>
    public int MaxRecords { get; init; } = int.MaxValue;

    /// <summary>Whether to wait until open transactions within the range end.</summary>
    public bool WaitsForTransactions { get; init; }
}

/// <summary>Records that were read.</summary>
/// <param name="Records">Those of one partition are in their order.</param>
/// <param name="IsComplete">Whether these are all records of the ranges.</param>
internal sealed record RawRecords(IReadOnlyList<ConsumeResult<byte[], byte[]>> Records, bool IsComplete);

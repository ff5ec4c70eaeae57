using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;
using KafkaConsole.Topics;

namespace KafkaConsole.Records;

/// <summary>
/// Reads the last records of partitions, committed ones only unless told otherwise. As many offsets before the end are not enough: the markers and the aborted records of
/// transactions have offsets too, and compaction leaves gaps. So it reads further back, each time twice as many offsets.
/// </summary>
internal sealed class LastRecordsReader(ClusterClients clients, PartitionReader reader, TimeProvider time)
{
    /// <summary>Reads at least this many records of each partition, or all, or until the timeout or some 32 MiB.</summary>
    /// <exception cref="ClusterException">Reading failed.</exception>
    public async Task<RawRecords> ReadAsync(
        string topic, IEnumerable<PartitionRange> partitions, int count, TimeSpan timeout, CancellationToken cancellationToken,
        IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        var lows = partitions.Where(range => range.Error is null)
            .ToDictionary(range => new TopicPartition(topic, range.Partition), range => range.Low);
        if (lows.Count == 0) return new([], true);

        // Without those of open transactions, which committed records end before. They would be waited for in vain.
        var ends = await clients.OffsetsAsync(lows.Keys, OffsetSpec.Latest(), isolation, cancellationToken);
        var started = time.GetTimestamp();
        var records = new List<ConsumeResult<byte[], byte[]>>();
        var ranges = ends.Select(end => Before(end.Key, end.Value, count)).ToList();
        while (ranges.Count > 0)
        {
            var read = await reader.ReadAsync(ranges, timeout - time.GetElapsedTime(started), cancellationToken, isolation);
            records.AddRange(read.Records);
            if (!read.IsComplete || records.Sum(record => (long)RecordSizes.Of(record)) >= PartitionReader.MaxBytes) return new(records, false);

            var counts = records.CountBy(record => record.TopicPartition).ToDictionary();
            ranges =
            [
                .. from range in ranges
                   where range.From > lows[range.Partition] && counts.GetValueOrDefault(range.Partition) < count
                   select Before(range.Partition, range.From, 2 * (range.To - range.From)),
            ];
        }

        return new(records, true);

        ReadRange Before(TopicPartition partition, long end, long offsets) => new(partition, Math.Max(lows[partition], end - offsets), end);
    }
}

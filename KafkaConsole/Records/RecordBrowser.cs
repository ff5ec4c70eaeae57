using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Topics;

namespace KafkaConsole.Records;

/// <summary>Looks up records in topics.</summary>
internal sealed class RecordBrowser(TopicCatalogue topics, PartitionReader reader, RecordSizes sizes)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Reads what is there, for two seconds at most.</summary>
    /// <exception cref="ClusterException">There is no such topic or partition, or the cluster has no answer.</exception>
    public async Task<RecordPage> ReadAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        var (records, isComplete) = await ReadRawAsync(query, cancellationToken);
        return new([.. records.Select(TopicRecord.Of)], isComplete);
    }

    /// <inheritdoc cref="ReadAsync"/>
    public async Task<RawRecords> ReadRawAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        var topic = await topics.FindAsync(query.Topic, cancellationToken);
        if (query.Partition is { } partition && topic.Partitions.All(range => range.Partition != partition))
            throw new ClusterException(ClusterFault.Unknown, $"{query.Topic} has no partition {partition}, but {topic.Partitions.Count} of them, from 0.");

        var ranges = topic.Partitions
            .Where(range => query.Partition is null || range.Partition == query.Partition)
            .Select(range => new ReadRange(new(query.Topic, range.Partition), FirstOf(range, query), range.High) { MaxRecords = query.Limit });
        var (records, isComplete) = await reader.ReadAsync([.. ranges], Patience, cancellationToken);
        foreach (var record in records)
            sizes.Observe(record.Topic, (record.Message.Key?.Length ?? 0) + (record.Message.Value?.Length ?? 0));

        var ordered = InOrder(records);
        return new([.. query.From == RecordStart.End ? ordered.TakeLast(query.Limit) : ordered.Take(query.Limit)], isComplete);
    }

    private static long FirstOf(PartitionRange range, RecordQuery query) =>
        query.From == RecordStart.Beginning ? range.Low
        : query.From == RecordStart.End ? Math.Max(range.Low, range.High - query.Limit)
        : Math.Max(range.Low, query.From.Offset);

    // By time, but never against the order of a partition: a record that came late stands where it came.
    private static IEnumerable<ConsumeResult<byte[], byte[]>> InOrder(IReadOnlyList<ConsumeResult<byte[], byte[]>> records)
    {
        var latest = new Dictionary<int, long>();
        return records
            .Select(record =>
            {
                var time = Math.Max(record.Message.Timestamp.UnixTimestampMs, latest.GetValueOrDefault(record.Partition.Value, long.MinValue));
                return (Record: record, Time: latest[record.Partition.Value] = time);
            })
            .OrderBy(timed => timed.Time).ThenBy(timed => timed.Record.Partition.Value).ThenBy(timed => timed.Record.Offset.Value)
            .Select(timed => timed.Record);
    }
}

/// <summary>Records of a topic.</summary>
/// <param name="Records">The records, by time; those of one partition always in their order.</param>
/// <param name="IsComplete">Whether all that was wanted could be read in time.</param>
internal sealed record RecordPage(IReadOnlyList<TopicRecord> Records, bool IsComplete);

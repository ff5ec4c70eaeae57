using System.Text.Json.Serialization;
using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Topics;

namespace KafkaConsole.Records;

/// <summary>Reads records of topics.</summary>
internal sealed class RecordBrowser(TopicCatalogue topics, PartitionReader reader, LastRecordsReader last, CommitStates states, RecordSizes sizes)
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Reads records, for two seconds at most.</summary>
    /// <exception cref="ClusterException">There is no such topic or partition, or the cluster does not answer.</exception>
    public async Task<RecordPage> ReadAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        if (query.IncludesUncommitted) return await ReadAllAsync(query, cancellationToken);

        var (records, isComplete) = await ReadRawAsync(query, cancellationToken);
        return new([.. records.Select(TopicRecord.From)], isComplete);
    }

    /// <inheritdoc cref="ReadAsync"/>
    public async Task<RawRecords> ReadRawAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        var topic = await topics.FindAsync(query.Topic, cancellationToken);
        return await ReadRawAsync(query, PartitionsOf(topic, query.Partition), cancellationToken);
    }

    private async Task<RecordPage> ReadAllAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        var topic = await topics.FindAsync(query.Topic, cancellationToken);
        var partitions = PartitionsOf(topic, query.Partition);
        var stable = await states.StableOffsetsAsync(topic.Name, partitions, cancellationToken); // before the records: what is open now stays marked as open
        var (records, isComplete) = await ReadRawAsync(query, partitions, cancellationToken);
        var (marked, isMarked) = await states.MarkAsync(records, stable, ReadTimeout, cancellationToken);
        return new(marked, isComplete && isMarked);
    }

    private async Task<RawRecords> ReadRawAsync(RecordQuery query, IReadOnlyList<PartitionRange> partitions, CancellationToken cancellationToken)
    {
        var isolation = query.IncludesUncommitted ? IsolationLevel.ReadUncommitted : IsolationLevel.ReadCommitted;
        var (records, isComplete) = query.From == RecordStart.End
            ? await last.ReadAsync(query.Topic, partitions, query.Limit, ReadTimeout, cancellationToken, isolation)
            : await reader.ReadAsync([.. partitions.Select(range => RangeOf(range, query))], ReadTimeout, cancellationToken, isolation);
        foreach (var record in records) sizes.Observe(record);

        var ordered = RecordOrder.ByTime(records);
        return new([.. query.From == RecordStart.End ? ordered.TakeLast(query.Limit) : ordered.Take(query.Limit)], isComplete);
    }

    /// <summary>Reads one record, committed or not; null when the topic does not have it.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public async Task<TopicRecord?> FindAsync(TopicSummary topic, int partition, long offset, CancellationToken cancellationToken)
    {
        if (!topic.Holds(partition, offset)) return null;

        var page = await ReadAsync(new(topic.Name, partition, new(offset), Limit: 1) { IncludesUncommitted = true }, cancellationToken);
        return page.Records.FirstOrDefault(record => record.Offset == offset);
    }

    /// <summary>The partition of that number, or all partitions.</summary>
    /// <exception cref="ClusterException">There is no such partition.</exception>
    public static IReadOnlyList<PartitionRange> PartitionsOf(TopicSummary topic, int? partition)
    {
        var selected = topic.Partitions.Where(range => partition is null || range.Partition == partition).ToList();
        return selected.Count > 0
            ? selected
            : throw new ClusterException(
                ClusterErrorKind.NotFound, $"{topic.Name} has no partition {partition}. It has {topic.Partitions.Count}, numbered from 0.");
    }

    private static ReadRange RangeOf(PartitionRange range, RecordQuery query) =>
        new(new(query.Topic, range.Partition), Math.Max(range.Low, query.From.Offset), range.High) { MaxRecords = query.Limit };
}

/// <summary>Records of a topic.</summary>
/// <param name="Records">By time; those of one partition always in their order.</param>
/// <param name="IsComplete">Whether all records could be read in time.</param>
internal sealed record RecordPage(IReadOnlyList<TopicRecord> Records, bool IsComplete)
{
    /// <summary>How many records were searched for these; null when they were not searched for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Searched { get; init; }
}

using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.Search;

/// <summary>Finds out which offsets of a topic a search has to read.</summary>
internal sealed class SearchPlanner(ClusterClients clients, TopicCatalogue topics)
{
    /// <summary>
    /// Plans a search up to the current end of committed records. It begins at the end of the topic if the query does; otherwise at its
    /// beginning, or at the offset of the query.
    /// </summary>
    /// <exception cref="ClusterException">There is no such topic or partition, or the cluster does not answer.</exception>
    public async Task<SearchPlan> PlanAsync(RecordQuery query, RecordFilter filter, CancellationToken cancellationToken)
    {
        var topic = await topics.FindAsync(query.Topic, cancellationToken);
        var ranges = RecordBrowser.PartitionsOf(topic, query.Partition);
        if (ranges.FirstOrDefault(range => range.Error is not null) is { } unknown)
        {
            throw new ClusterException(
                ClusterErrorKind.Unavailable,
                $"The offsets of partition {unknown.Partition} can't be read: {unknown.Error?.TrimEnd('.')}.");
        }

        var partitions = ranges.Select(range => new TopicPartition(query.Topic, range.Partition)).ToList();
        var ends = await clients.OffsetsAsync(partitions, OffsetSpec.Latest(), IsolationLevel.ReadCommitted, cancellationToken);
        var newestFirst = query.From == RecordStart.End;
        var lowest = Math.Max(filter.FromOffset ?? 0, query.From.Offset);
        var bounds = ranges.ToDictionary(
            range => new TopicPartition(query.Topic, range.Partition),
            range => new OffsetRange(
                Math.Max(range.Low, lowest), Math.Min(ends[new(query.Topic, range.Partition)], filter.ToOffset ?? long.MaxValue)));
        var from = await FirstOffsetsSinceAsync(filter.FromTime, partitions, bounds, cancellationToken);
        var to = newestFirst ? await FirstOffsetsSinceAsync(filter.ToTime, partitions, bounds, cancellationToken) : [];
        return new(filter, newestFirst, [.. partitions.Select(PlanOf)]);

        // Records before the first one that is late enough are too early. Records after the first one that is too late can still be early
        // enough, because times need not be in order. They are few, so they are searched last.
        PartitionPlan PlanOf(TopicPartition partition)
        {
            var (first, end) = bounds[partition];
            first = Math.Max(first, from.GetValueOrDefault(partition, first));
            var late = Math.Clamp(to.GetValueOrDefault(partition, end), first, Math.Max(first, end));
            return new(partition, newestFirst, new OffsetRange(first, late), new OffsetRange(late, end));
        }
    }

    /// <summary>
    /// The offset of the first record that is not earlier than the time, or the end of the partition where all are earlier. Partitions
    /// are left out where the cluster can't tell: librdkafka's in-memory cluster finds no record by time.
    /// </summary>
    private async Task<Dictionary<TopicPartition, long>> FirstOffsetsSinceAsync(
        long? time,
        IReadOnlyList<TopicPartition> partitions,
        Dictionary<TopicPartition, OffsetRange> bounds,
        CancellationToken cancellationToken)
    {
        if (time is null) return [];

        var since = OffsetSpec.ForTimestamp(Math.Max(0, time.Value));
        var found = await clients.OffsetsAsync(partitions, since, IsolationLevel.ReadUncommitted, cancellationToken);
        var missing = found.Where(offset => offset.Value < 0 && bounds[offset.Key].Count > 0).Select(offset => offset.Key).ToList();
        var any = missing.Count == 0
            ? []
            : await clients.OffsetsAsync(missing, OffsetSpec.ForTimestamp(0), IsolationLevel.ReadUncommitted, cancellationToken);
        return found
            .Where(offset => offset.Value >= 0 || any.GetValueOrDefault(offset.Key, -1) >= 0)
            .ToDictionary(offset => offset.Key, offset => offset.Value >= 0 ? offset.Value : bounds[offset.Key].To);
    }
}

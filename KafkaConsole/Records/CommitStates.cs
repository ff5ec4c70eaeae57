using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;
using KafkaConsole.Topics;

namespace KafkaConsole.Records;

/// <summary>
/// Finds out which records belong to aborted and open transactions. Clients are not told that of a record, so its offsets are read once more as
/// consumers of committed records read them: what they don't get before the last stable offset is aborted, and what is behind it is open.
/// </summary>
/// <remarks>A record that compaction deletes between the two readings is marked as aborted, and one of an open transaction may end meanwhile.</remarks>
internal sealed class CommitStates(ClusterClients clients, PartitionReader reader)
{
    /// <summary>The last stable offset of each partition: where the first open transaction begins, or the end.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> StableOffsetsAsync(
        string topic, IEnumerable<PartitionRange> partitions, CancellationToken cancellationToken)
    {
        var readable = partitions.Where(range => range.Error is null).Select(range => new TopicPartition(topic, range.Partition)).ToList();
        return readable.Count == 0 ? [] : await clients.OffsetsAsync(readable, OffsetSpec.Latest(), IsolationLevel.ReadCommitted, cancellationToken);
    }

    /// <summary>Marks records that were read whether committed or not.</summary>
    /// <returns>The records, and whether all aborted ones are marked: committed ones could be read in time.</returns>
    /// <exception cref="ClusterException">Reading failed.</exception>
    public async Task<(IReadOnlyList<TopicRecord> Records, bool IsComplete)> MarkAsync(
        IReadOnlyList<ConsumeResult<byte[], byte[]>> records,
        IReadOnlyDictionary<TopicPartition, long> stable,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        var ranges = records.Where(record => !IsOpen(record)).GroupBy(record => record.TopicPartition).Select(partition => new ReadRange(
            partition.Key, partition.Min(record => record.Offset.Value), partition.Max(record => record.Offset.Value) + 1));
        var committed = await reader.ReadAsync([.. ranges], timeout, cancellationToken);
        var offsets = committed.Records.Select(record => record.TopicPartitionOffset).ToHashSet();
        return ([.. records.Select(record => TopicRecord.From(record) with { State = StateOf(record) })], committed.IsComplete);

        bool IsOpen(ConsumeResult<byte[], byte[]> record) => record.Offset.Value >= stable.GetValueOrDefault(record.TopicPartition, long.MaxValue);

        CommitState StateOf(ConsumeResult<byte[], byte[]> record) =>
            IsOpen(record) ? CommitState.Open
            : offsets.Contains(record.TopicPartitionOffset) || !committed.IsComplete ? CommitState.Committed
            : CommitState.Aborted;
    }
}

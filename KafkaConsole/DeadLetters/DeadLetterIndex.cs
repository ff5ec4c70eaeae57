using Confluent.Kafka;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// The offsets of the records in dead-letter topics. The ends of a partition are not enough to count records: the marker of a transaction
/// has an offset too. Each record is read once.
/// </summary>
internal sealed class DeadLetterIndex(PartitionReader reader) : IDisposable
{
    private const long MaxOffsetsPerTopic = 100_000;
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly Dictionary<TopicPartition, Known> _partitions = [];

    /// <summary>The offsets of a partition's records before the offset to read next.</summary>
    private sealed record Known(List<long> Offsets, long Next);

    /// <summary>The offsets of each topic's records; null for topics that have too many records or could not be read in time.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<TopicPartitionOffset>?>> ReadAsync(
        IReadOnlyList<TopicSummary> topics, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var readable = topics.Where(topic => topic.Records <= MaxOffsetsPerTopic).ToList();
            Trim(readable);
            var ranges = readable.SelectMany(topic => topic.Partitions.Select(range => RangeOf(topic.Name, range))).ToList();
            var (records, isComplete) = await reader.ReadAsync(ranges, ReadTimeout, cancellationToken);
            foreach (var record in records)
                Add(record.TopicPartition, record.Offset.Value);

            if (isComplete) ranges.ForEach(Finish);

            return topics.ToDictionary<TopicSummary, string, IReadOnlyList<TopicPartitionOffset>?>(
                topic => topic.Name,
                topic => isComplete && readable.Contains(topic) ? OffsetsOf(topic) : null);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private ReadRange RangeOf(string topic, PartitionRange range) =>
        new(new(topic, range.Partition), Math.Max(range.Low, Get(new(topic, range.Partition)).Next), range.High) { WaitsForTransactions = true };

    private Known Get(TopicPartition partition) => _partitions.GetValueOrDefault(partition) ?? new([], 0);

    private void Add(TopicPartition partition, long offset)
    {
        var known = Get(partition);
        known.Offsets.Add(offset);
        _partitions[partition] = known with { Next = offset + 1 };
    }

    private void Finish(ReadRange range)
    {
        var known = Get(range.Partition);
        _partitions[range.Partition] = known with { Next = Math.Max(known.Next, range.To) };
    }

    /// <summary>Removes deleted topics and records, and topics that were created anew.</summary>
    private void Trim(IReadOnlyList<TopicSummary> topics)
    {
        var ranges = topics
            .SelectMany(topic => topic.Partitions.Select(range => (Partition: new TopicPartition(topic.Name, range.Partition), Range: range)))
            .ToDictionary(partition => partition.Partition, partition => partition.Range);
        foreach (var (partition, known) in _partitions.ToList())
        {
            if (!ranges.TryGetValue(partition, out var range) || range.High < known.Next) _partitions.Remove(partition);
            else known.Offsets.RemoveAll(offset => offset < range.Low);
        }
    }

    private List<TopicPartitionOffset> OffsetsOf(TopicSummary topic) =>
    [
        .. from range in topic.Partitions
           let partition = new TopicPartition(topic.Name, range.Partition)
           from offset in Get(partition).Offsets
           select new TopicPartitionOffset(partition, offset),
    ];
}

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
    private readonly Dictionary<TopicPartition, IndexedPartition> _partitions = [];

    /// <summary>The offsets of a partition's records before <paramref name="Next"/>, which is the offset to read next.</summary>
    private sealed record IndexedPartition(List<long> Offsets, long Next);

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
            foreach (var record in records) Add(record.TopicPartition, record.Offset.Value);
            if (isComplete) ranges.ForEach(MarkRead);

            return topics.ToDictionary(topic => topic.Name, topic => isComplete && readable.Contains(topic) ? OffsetsOf(topic) : null);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private ReadRange RangeOf(string topic, PartitionRange range)
    {
        var partition = new TopicPartition(topic, range.Partition);
        return new(partition, Math.Max(range.Low, Get(partition).Next), range.High) { WaitsForTransactions = true };
    }

    private IndexedPartition Get(TopicPartition partition) => _partitions.GetValueOrDefault(partition) ?? new([], 0);

    private void Add(TopicPartition partition, long offset)
    {
        var indexed = Get(partition);
        indexed.Offsets.Add(offset);
        _partitions[partition] = indexed with { Next = offset + 1 };
    }

    private void MarkRead(ReadRange range)
    {
        var indexed = Get(range.Partition);
        _partitions[range.Partition] = indexed with { Next = Math.Max(indexed.Next, range.To) };
    }

    /// <summary>Removes deleted topics and records, and topics that were created anew.</summary>
    private void Trim(IReadOnlyList<TopicSummary> topics)
    {
        var ranges = TopicSummary.RangesOf(topics);
        foreach (var (partition, indexed) in _partitions.ToList())
        {
            if (!ranges.TryGetValue(partition, out var range) || range.High < indexed.Next) _partitions.Remove(partition);
            else indexed.Offsets.RemoveAll(offset => offset < range.Low);
        }
    }

    private IReadOnlyList<TopicPartitionOffset>? OffsetsOf(TopicSummary topic) =>
    [
        .. from range in topic.Partitions
           let partition = new TopicPartition(topic.Name, range.Partition)
           from offset in Get(partition).Offsets
           select new TopicPartitionOffset(partition, offset),
    ];
}

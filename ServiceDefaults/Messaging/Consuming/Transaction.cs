using System.Diagnostics;
using Confluent.Kafka;

namespace ServiceDefaults.Messaging.Consuming;

/// <summary>What belongs to the transaction that is open, if one is. Belongs to the loop's thread.</summary>
internal sealed class Transaction
{
    private const int MaxLinks = 128;

    private readonly Dictionary<TopicPartition, (long First, long Next)> _ranges = [];
    private readonly List<ActivityContext> _spans = [];

    public bool IsOpen { get; private set; }

    /// <summary>When it was opened, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Started { get; private set; }

    /// <summary>How many records are done in it.</summary>
    public int Count { get; private set; }

    /// <summary>Whether records belong to it, and not only output.</summary>
    public bool HasOffsets => _ranges.Count > 0;

    /// <summary>The spans of its first records, as far as they are recorded.</summary>
    public IReadOnlyCollection<ActivityContext> Spans => _spans;

    /// <summary>Per partition, the offset to go on from once it is committed.</summary>
    public IEnumerable<TopicPartitionOffset> Next => _ranges.Select(range => new TopicPartitionOffset(range.Key, range.Value.Next));

    /// <summary>Per partition, the offset to go back to when it is aborted.</summary>
    public IEnumerable<TopicPartitionOffset> First => _ranges.Select(range => new TopicPartitionOffset(range.Key, range.Value.First));

    public void Open(long now) => (IsOpen, Started) = (true, now);

    /// <summary>Says that a record will be processed in it: even if only half of that happens, an abort goes back to it.</summary>
    public void Begin(TopicPartitionOffset record) => _ranges.TryAdd(record.TopicPartition, (record.Offset.Value, record.Offset.Value));

    public void Done(TopicPartitionOffset record)
    {
        _ranges[record.TopicPartition] = (_ranges[record.TopicPartition].First, record.Offset.Value + 1);
        Count++;
    }

    public void Link(Activity? span)
    {
        if (span is { Recorded: true } && _spans.Count < MaxLinks) _spans.Add(span.Context);
    }

    public void Close()
    {
        _ranges.Clear();
        _spans.Clear();
        (IsOpen, Count) = (false, 0);
    }
}

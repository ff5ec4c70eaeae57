using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Messaging.ExactlyOnce;

/// <summary>The open transaction, if there is one: its records and offsets. Only the loop's thread uses this class.</summary>
internal sealed class Transaction(string topic)
{
    private readonly Dictionary<int, Range> _ranges = []; // by partition

    public bool IsOpen { get; private set; }

    /// <summary>When it was opened, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Started { get; private set; }

    /// <summary>How many records were processed in it.</summary>
    public int Count { get; private set; }

    /// <summary>For each partition, the offset to commit. Empty when the transaction has output only.</summary>
    public IReadOnlyList<TopicPartitionOffset> CommitOffsets =>
        [.. _ranges.Select(range => new TopicPartitionOffset(topic, range.Key, range.Value.Next))];

    /// <summary>Returns the offset of the first record of a partition; null when the transaction has none of it.</summary>
    public long? FirstOf(int partition) => _ranges.TryGetValue(partition, out var range) ? range.First : null;

    public void Open(long now) => (IsOpen, Started) = (true, now);

    /// <summary>Adds a record before it is processed.</summary>
    public void Add(ConsumeResult<byte[], byte[]> record)
    {
        ref var range = ref CollectionsMarshal.GetValueRefOrAddDefault(_ranges, record.Partition.Value, out var isKnown);
        if (!isKnown) range = new(record.Offset.Value, record.Offset.Value);
    }

    /// <summary>Commits the beginning of a partition unless a record of it is added.</summary>
    public void AddBeginning(TopicPartition partition) => _ranges[partition.Partition.Value] = new(0, 0);

    public void MarkProcessed(ConsumeResult<byte[], byte[]> record)
    {
        ref var range = ref CollectionsMarshal.GetValueRefOrNullRef(_ranges, record.Partition.Value);
        range = range with { Next = record.Offset.Value + 1 };
        Count++;
    }

    public void Close()
    {
        _ranges.Clear();
        (IsOpen, Count) = (false, 0);
    }

    private readonly record struct Range(long First, long Next);
}

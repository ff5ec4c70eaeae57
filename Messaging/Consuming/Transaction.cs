using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>What belongs to the transaction that is open, if one is. Belongs to the loop's thread.</summary>
internal sealed class Transaction(string topic)
{
    private readonly Dictionary<int, Range> _ranges = []; // by partition

    public bool IsOpen { get; private set; }

    /// <summary>When it was opened, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Started { get; private set; }

    /// <summary>How many records are done in it.</summary>
    public int Count { get; private set; }

    /// <summary>Whether records belong to it, and not only output.</summary>
    public bool HasOffsets => _ranges.Count > 0;

    /// <summary>Per partition, the offset to go on from once it is committed.</summary>
    public IEnumerable<TopicPartitionOffset> CommitOffsets => _ranges.Select(range => new TopicPartitionOffset(topic, range.Key, range.Value.Next));

    /// <summary>Per partition, the offset to go back to when it is aborted.</summary>
    public IEnumerable<TopicPartitionOffset> RollbackOffsets => _ranges.Select(range => new TopicPartitionOffset(topic, range.Key, range.Value.First));

    public void Open(long now) => (IsOpen, Started) = (true, now);

    /// <summary>Says that a record will be processed in it: even if only half of that happens, an abort goes back to it.</summary>
    public void Begin(ConsumeResult<byte[], byte[]> record)
    {
        ref var range = ref CollectionsMarshal.GetValueRefOrAddDefault(_ranges, record.Partition.Value, out var isKnown);
        if (!isKnown) range = new(record.Offset.Value, record.Offset.Value);
    }

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

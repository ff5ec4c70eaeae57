using System.Runtime.InteropServices;
using Confluent.Kafka;
using Messaging.Telemetry;

namespace Messaging.Consuming;

/// <summary>The consumer's position and lag in each of its partitions. Only the loop's thread uses this class.</summary>
internal sealed class ConsumerPositions(SubscriptionContext context)
{
    private readonly Dictionary<int, Position> _positions = [];
    private readonly Dictionary<int, PartitionLag> _waiting = [];

    /// <summary>No record can be processed yet, because the state of the partition is not there.</summary>
    public void OnWaiting(TopicPartition partition, WaitingLag lag) =>
        _waiting[partition.Partition.Value] = new(partition.Partition.Value, lag.Records, lag.Records > 0 ? lag.Time : TimeSpan.Zero);

    /// <summary>The state of a partition is there, so that its records are processed from now on.</summary>
    public void OnRestored(TopicPartition partition) => _waiting.Remove(partition.Partition.Value);

    /// <summary>A record was received but is not processed yet. Earlier records of its partition may not be processed either.</summary>
    public void OnReceived(ConsumeResult<byte[], byte[]> record)
    {
        ref var position = ref Of(record.Partition);
        if (position.IsInFlight) return;

        position = new() { Next = record.Offset.Value, IsInFlight = true, LastRecord = position.LastRecord };
    }

    /// <summary>A record is processed.</summary>
    public void OnProcessed(ConsumeResult<byte[], byte[]> record)
    {
        ref var position = ref Of(record.Partition);
        var wasInFlight = position.IsInFlight && position.Next == record.Offset.Value;
        position = new() { Next = Math.Max(record.Offset.Value + 1, wasInFlight ? position.End : 0), LastRecord = record };
    }

    /// <summary>A record is processed, and all before it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="hasMore">Whether further records of the partition were received that are not processed yet.</param>
    public void OnCommitted(ConsumeResult<byte[], byte[]> record, bool hasMore)
    {
        ref var position = ref Of(record.Partition);
        var next = record.Offset.Value + 1;
        position = new() { Next = hasMore ? next : Math.Max(next, position.End), End = position.End, IsInFlight = hasMore, LastRecord = record };
    }

    /// <summary>
    /// All records before <paramref name="end"/> are received. Offsets in between can be transaction markers or aborted records, which
    /// never are. The client reports an end once, also while a record is in flight.
    /// </summary>
    public void OnEndOfPartition(TopicPartitionOffset end)
    {
        ref var position = ref Of(end.Partition);
        if (position.IsInFlight) position.End = end.Offset.Value;
        else position.Next = end.Offset.Value;
    }

    /// <summary>Removes partitions that were revoked or lost.</summary>
    public void Remove(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _positions.Remove(partition.Partition.Value);
            _waiting.Remove(partition.Partition.Value);
        }
    }

    /// <summary>Returns the lag of each partition whose position is known.</summary>
    public IReadOnlyList<PartitionLag> Lag()
    {
        var now = context.Time.GetUtcNow();
        var lag = new List<PartitionLag>(_positions.Count);
        foreach (var (partition, position) in _positions)
        {
            if (_waiting.ContainsKey(partition)) continue;

            var waiting = Math.Max(0, context.Consumer.GetWatermarkOffsets(new(context.Topic, partition)).High.Value - position.Next);
            var age = waiting > 0 && position.LastRecord is { } last && now > RecordTime.Of(last) ? now - RecordTime.Of(last) : TimeSpan.Zero;
            lag.Add(new(partition, waiting, age));
        }

        lag.AddRange(_waiting.Values);
        return lag;
    }

    private ref Position Of(Partition partition) => ref CollectionsMarshal.GetValueRefOrAddDefault(_positions, partition.Value, out _);

    private struct Position
    {
        public long Next;
        public long End; // the end that was reported while the record was in flight
        public bool IsInFlight;
        public ConsumeResult<byte[], byte[]>? LastRecord;
    }
}

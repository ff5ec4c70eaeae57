using System.Runtime.InteropServices;
using Confluent.Kafka;
using Messaging.Telemetry;

namespace Messaging.Consuming;

/// <summary>Where a consumer is in each of its partitions of a topic, and so how far behind. Belongs to the loop's thread.</summary>
internal sealed class ConsumerPositions(string topic, IConsumer<byte[], byte[]> consumer, TimeProvider time)
{
    private readonly Dictionary<int, Position> _positions = [];

    /// <summary>A record has come and waits to be done.</summary>
    public void OnReceived(ConsumeResult<byte[], byte[]> record) => Of(record.Partition).Next = record.Offset.Value;

    /// <summary>A record is done.</summary>
    public void OnProcessed(ConsumeResult<byte[], byte[]> record) => Of(record.Partition) = new() { Next = record.Offset.Value + 1, LastRecord = record };

    /// <summary>Nothing is left before <paramref name="end"/>, whatever the log holds there besides records.</summary>
    public void OnEndOfPartition(TopicPartitionOffset end) => Of(end.Partition).Next = end.Offset.Value;

    /// <summary>Partitions are no longer this consumer's.</summary>
    public void Remove(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions) _positions.Remove(partition.Partition.Value);
    }

    /// <summary>The lag of each partition whose position is known.</summary>
    public IReadOnlyList<PartitionLag> Lag()
    {
        var now = time.GetUtcNow();
        var lag = new List<PartitionLag>(_positions.Count);
        foreach (var (partition, position) in _positions)
        {
            var waiting = Math.Max(0, consumer.GetWatermarkOffsets(new(topic, partition)).High.Value - position.Next);
            var age = waiting > 0 && position.LastRecord is { } last && now > RecordTime.Of(last) ? now - RecordTime.Of(last) : TimeSpan.Zero;
            lag.Add(new(partition, waiting, age));
        }

        return lag;
    }

    private ref Position Of(Partition partition) => ref CollectionsMarshal.GetValueRefOrAddDefault(_positions, partition.Value, out _);

    private struct Position
    {
        public long Next;
        public ConsumeResult<byte[], byte[]>? LastRecord;
    }
}

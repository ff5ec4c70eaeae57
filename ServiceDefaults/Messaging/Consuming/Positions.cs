using Confluent.Kafka;
using ServiceDefaults.Messaging.Telemetry;

namespace ServiceDefaults.Messaging.Consuming;

/// <summary>Where a consumer is in each of its partitions, and so how far behind. Belongs to the loop's thread.</summary>
internal sealed class Positions(IConsumer<byte[], byte[]> consumer, TimeProvider time)
{
    private readonly Dictionary<TopicPartition, Position> _positions = [];

    /// <summary>A record has come and waits to be done.</summary>
    public void Reached(ConsumeResult<byte[], byte[]> record) =>
        _positions[record.TopicPartition] = new(record.Offset.Value, _positions.GetValueOrDefault(record.TopicPartition).LastRecord);

    /// <summary>A record is done.</summary>
    public void Passed(ConsumeResult<byte[], byte[]> record) =>
        _positions[record.TopicPartition] = new(record.Offset.Value + 1, RecordTime.Of(record));

    /// <summary>Nothing is left before <paramref name="end"/>, whatever the log holds there besides records.</summary>
    public void ReachedEnd(TopicPartitionOffset end) =>
        _positions[end.TopicPartition] = new(end.Offset.Value, _positions.GetValueOrDefault(end.TopicPartition).LastRecord);

    /// <summary>Partitions are no longer this consumer's.</summary>
    public void Forget(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions) _positions.Remove(partition);
    }

    /// <summary>The lag of each partition whose position is known.</summary>
    public IReadOnlyList<PartitionLag> Lag()
    {
        var now = time.GetUtcNow();
        var lag = new List<PartitionLag>(_positions.Count);
        foreach (var (partition, position) in _positions)
        {
            var waiting = Math.Max(0, consumer.GetWatermarkOffsets(partition).High.Value - position.Next);
            var age = waiting > 0 && position.LastRecord is { } last && now > last ? now - last : TimeSpan.Zero;
            lag.Add(new(partition.Partition.Value, waiting, age));
        }

        return lag;
    }

    private readonly record struct Position(long Next, DateTimeOffset? LastRecord);
}

using System.Text;
using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>A record as a handler gets it.</summary>
/// <typeparam name="T">The value.</typeparam>
public readonly struct Record<T>
{
    private readonly ConsumeResult<byte[], byte[]> _raw;

    internal Record(ConsumeResult<byte[], byte[]> raw, T value) => (_raw, Value) = (raw, value);

    /// <summary>What was sent.</summary>
    public T Value { get; }

    /// <summary>The topic.</summary>
    public string Topic => _raw.Topic;

    /// <summary>The partition.</summary>
    public int Partition => _raw.Partition.Value;

    /// <summary>The offset in the partition.</summary>
    public long Offset => _raw.Offset.Value;

    /// <summary>The record's time.</summary>
    public DateTimeOffset Timestamp => RecordTime.Of(_raw);

    /// <summary>The key as text; null when there is none.</summary>
    public string? Key => _raw.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null;

    /// <summary>The headers, trace context among them; null when there are none.</summary>
    public Headers? Headers => _raw.Message.Headers;
}

using System.Text;
using Confluent.Kafka;
using Messaging.Consuming;

namespace Messaging;

/// <summary>A consumed record with its decoded value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct Record<T>
{
    private readonly ConsumeResult<byte[], byte[]> _raw;

    internal Record(ConsumeResult<byte[], byte[]> raw, T value)
    {
        _raw = raw;
        Value = value;
    }

    /// <summary>The decoded value.</summary>
    public T Value { get; }

    /// <summary>The value as it was received, byte for byte; empty when it is null, as in a tombstone.</summary>
    public ReadOnlyMemory<byte> RawValue => _raw.Message.Value;

    /// <summary>The topic that the record was read from.</summary>
    public string Topic => _raw.Topic;

    /// <summary>The number of the partition.</summary>
    public int Partition => _raw.Partition.Value;

    /// <summary>The offset in the partition.</summary>
    public long Offset => _raw.Offset.Value;

    /// <summary>
    /// The record's timestamp, in UTC: when it arrived, which is when it was sent to Kafka. The time of its event is in the value.
    /// </summary>
    public DateTimeOffset Timestamp => RecordTime.Of(_raw);

    /// <summary>The key, decoded as UTF-8; null when there is none.</summary>
    public string? Key => _raw.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null;

    /// <summary>The headers, trace context among them; null when there are none.</summary>
    public Headers? Headers => _raw.Message.Headers;
}

using Confluent.Kafka;
using Messaging.Consuming;
using Messaging.Telemetry;

namespace KafkaConsole.Records;

/// <summary>A record as it is shown.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset in the partition.</param>
/// <param name="Time">The time that the producer or the cluster gave it; null when it has none.</param>
/// <param name="Key">The key; null when it has none.</param>
/// <param name="Value">The value; null in a tombstone.</param>
/// <param name="Headers">The headers, in their order; names may repeat.</param>
/// <param name="TraceId">The trace that its header <c>traceparent</c> names.</param>
public sealed record TopicRecord(
    string Topic, int Partition, long Offset, DateTimeOffset? Time, PayloadText? Key, PayloadText? Value, IReadOnlyList<RecordHeader> Headers, string? TraceId)
{
    internal static TopicRecord From(ConsumeResult<byte[], byte[]> record) => new(
        record.Topic,
        record.Partition.Value,
        record.Offset.Value,
        TimeOf(record),
        PayloadText.From(record.Message.Key),
        PayloadText.From(record.Message.Value),
        [.. (record.Message.Headers ?? []).Select(header => new RecordHeader(header.Key, PayloadText.From(header.GetValueBytes())))],
        TraceContext.Extract(record.Message.Headers) is { TraceId: var trace } && trace != default ? trace.ToHexString() : null);

    internal static DateTimeOffset? TimeOf(ConsumeResult<byte[], byte[]> record) =>
        record.Message.Timestamp.Type is TimestampType.NotAvailable ? null : RecordTime.Of(record);
}

/// <summary>A header as it is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null when it has none.</param>
public sealed record RecordHeader(string Name, PayloadText? Value);

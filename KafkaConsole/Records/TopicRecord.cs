using System.Text.Json.Serialization;
using Confluent.Kafka;
using Messaging.Consuming;
using Messaging.Telemetry;

namespace KafkaConsole.Records;

/// <summary>A record as pages and the HTTP API show it.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The number of the partition.</param>
/// <param name="Offset">The offset in the partition.</param>
/// <param name="Time">The record's timestamp: when it arrived, which is when it was sent to Kafka; null when the record has none.</param>
/// <param name="Key">The key; null when the record has none.</param>
/// <param name="Value">The value; null in a tombstone.</param>
/// <param name="Headers">The headers, in their order; names may repeat.</param>
/// <param name="TraceId">The id of the trace in the header <c>traceparent</c>; null without a valid one.</param>
public sealed record TopicRecord(
    string Topic,
    int Partition,
    long Offset,
    DateTimeOffset? Time,
    PayloadText? Key,
    PayloadText? Value,
    IReadOnlyList<RecordHeader> Headers,
    string? TraceId)
{
    /// <summary>Whether consumers of committed records get it.</summary>
    public CommitState State { get; init; } = CommitState.Committed;

    internal static TopicRecord From(ConsumeResult<byte[], byte[]> record) => new(
        record.Topic,
        record.Partition.Value,
        record.Offset.Value,
        TimeOf(record),
        PayloadText.FromKeyOrValue(record.Message.Key),
        PayloadText.FromKeyOrValue(record.Message.Value),
        [.. (record.Message.Headers ?? []).Select(header => new RecordHeader(header.Key, PayloadText.From(header.GetValueBytes())))],
        TraceIdOf(record));

    internal static DateTimeOffset? TimeOf(ConsumeResult<byte[], byte[]> record) =>
        record.Message.Timestamp.Type is TimestampType.NotAvailable ? null : RecordTime.Of(record);

    private static string? TraceIdOf(ConsumeResult<byte[], byte[]> record)
    {
        var traceId = TraceContext.Extract(record.Message.Headers).TraceId;
        return traceId == default ? null : traceId.ToHexString();
    }
}

/// <summary>Whether consumers of committed records get a record.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CommitState>))]
public enum CommitState
{
    /// <summary>They get it: its transaction is committed, or it has none.</summary>
    [JsonStringEnumMemberName("committed")]
    Committed,

    /// <summary>They never get it: its transaction is aborted.</summary>
    [JsonStringEnumMemberName("aborted")]
    Aborted,

    /// <summary>They don't get it yet: its transaction, or one that began before it in the partition, is open.</summary>
    [JsonStringEnumMemberName("open")]
    Open,
}

/// <summary>A header of a record. Its value can be null.</summary>
public sealed record RecordHeader(string Name, PayloadText? Value);

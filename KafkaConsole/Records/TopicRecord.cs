using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace KafkaConsole.Records;

/// <summary>A record as it is shown.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset in the partition.</param>
/// <param name="Time">Its time, which its sender or the cluster gave it.</param>
/// <param name="Key">Its key, if it has one.</param>
/// <param name="Value">Its value; null in a tombstone.</param>
/// <param name="Headers">Its headers, in their order; names may repeat.</param>
/// <param name="TraceId">The trace it belongs to, as its header <c>traceparent</c> says.</param>
public sealed record TopicRecord(
    string Topic, int Partition, long Offset, DateTimeOffset? Time, PayloadText? Key, PayloadText? Value, IReadOnlyList<RecordHeader> Headers, string? TraceId)
{
    private const string TraceParent = "traceparent";

    internal static TopicRecord Of(ConsumeResult<byte[], byte[]> record) => new(
        record.Topic,
        record.Partition.Value,
        record.Offset.Value,
        RecordMoment.Of(record.Message.Timestamp),
        PayloadText.Of(record.Message.Key),
        PayloadText.Of(record.Message.Value),
        [.. (record.Message.Headers ?? []).Select(header => new RecordHeader(header.Key, PayloadText.Of(header.GetValueBytes())))],
        TraceIdOf(record.Message.Headers));

    private static string? TraceIdOf(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(TraceParent, out var parent) && parent is not null
        && ActivityContext.TryParse(Encoding.ASCII.GetString(parent), null, out var context)
            ? context.TraceId.ToHexString()
            : null;
}

/// <summary>A header as it is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, if it has one.</param>
public sealed record RecordHeader(string Name, PayloadText? Value);

using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>The time of a record, whatever its sender put there.</summary>
internal static class RecordTime
{
    private static readonly long Min = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Max = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The time in UTC; beyond the years 1 to 9999 it is their first or last millisecond.</summary>
    public static DateTimeOffset Of(ConsumeResult<byte[], byte[]> record) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(record.Message.Timestamp.UnixTimestampMs, Min, Max));
}

using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>The timestamp of a record, limited to what a <see cref="DateTimeOffset"/> can hold.</summary>
internal static class RecordTime
{
    private static readonly long Min = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Max = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>
    /// Returns the timestamp in UTC. Times before the year 1 or after 9999 become the first or last millisecond of that range.
    /// </summary>
    public static DateTimeOffset Of(ConsumeResult<byte[], byte[]> record) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(record.Message.Timestamp.UnixTimestampMs, Min, Max));
}

using Confluent.Kafka;

namespace Dashboard.Kafka.Records;

/// <summary>The time of a record, whatever its sender put there.</summary>
internal static class RecordMoment
{
    private static readonly long Min = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Max = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The time; beyond the years 1 to 9999 their first or last millisecond; null when the record has none.</summary>
    public static DateTimeOffset? Of(Timestamp timestamp) => timestamp.Type is TimestampType.NotAvailable
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(timestamp.UnixTimestampMs, Min, Max));
}

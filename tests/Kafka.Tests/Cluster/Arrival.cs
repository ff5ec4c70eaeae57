using Confluent.Kafka;

namespace Kafka.Tests.Cluster;

/// <summary>Asserts when records arrived.</summary>
internal static class Arrival
{
    /// <summary>The current time in whole milliseconds, like the timestamps of records.</summary>
    public static DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Asserts that the record's timestamp is the time of its arrival, which is after <paramref name="started"/>.</summary>
    public static void AssertSince(DateTimeOffset started, ConsumeResult<byte[], byte[]> record) =>
        AssertSince(started, DateTimeOffset.FromUnixTimeMilliseconds(record.Message.Timestamp.UnixTimestampMs));

    /// <inheritdoc cref="AssertSince(DateTimeOffset, ConsumeResult{byte[], byte[]})"/>
    public static void AssertSince(DateTimeOffset started, DateTimeOffset timestamp) => Assert.InRange(timestamp, started, Now);
}

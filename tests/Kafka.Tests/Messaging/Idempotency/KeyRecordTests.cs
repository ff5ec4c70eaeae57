using System.Text;
using System.Text.Json;
using Messaging.Idempotency;

namespace Kafka.Tests.Messaging.Idempotency;

public sealed class KeyRecordTests
{
    private static readonly RememberedKey Key = new(10, new("t", 1, 2, PageEvents.Noon), PageEvents.Noon.AddSeconds(1));

    [Fact]
    public void The_format_on_the_topic_is_stable() => Assert.Equal(
        """{"fingerprint":"0000000000000000000000000000000a","receipt":{"topic":"t","partition":1,"offset":2,"timestamp":"2026-05-04T12:00:00+00:00"},"publishedAt":"2026-05-04T12:00:01+00:00"}""",
        Encoding.UTF8.GetString(KeyRecord.Of(Key).Encode()).Replace("\\u002B", "+", StringComparison.Ordinal));

    [Fact]
    public void What_was_written_is_read() => Assert.Equal(Key, KeyRecord.Decode(KeyRecord.Of(Key).Encode()).ToRememberedKey());

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not JSON")]
    public void What_another_program_wrote_is_recognised(string value) =>
        Assert.ThrowsAny<JsonException>(() => KeyRecord.Decode(Encoding.UTF8.GetBytes(value)));
}

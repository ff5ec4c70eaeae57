using KafkaConsole.Search;

namespace Kafka.Tests.KafkaConsole.Search;

public sealed class LocalTimeTests
{
    private static readonly TimeZoneInfo Tokyo = TimeZoneInfo.CreateCustomTimeZone("Tokyo", TimeSpan.FromHours(9), "Tokyo", "Tokyo");

    [Theory]
    [InlineData("2026-05-04T12:00", "2026-05-04T03:00:00Z")]
    [InlineData("2026-05-04T12:00:05", "2026-05-04T03:00:05Z")]
    [InlineData("2026-05-04T12:00:05.25", "2026-05-04T03:00:05.25Z")]
    [InlineData("0001-01-01T00:00", "0001-01-01T00:00:00Z")]
    [InlineData("", "")]
    [InlineData("0000-01-01T00:00", "0000-01-01T00:00")]
    public void A_local_time_becomes_an_instant(string text, string instant) => Assert.Equal(instant, LocalTime.ToInstant(text, Tokyo));

    [Theory]
    [InlineData("2026-05-04T03:00:00Z", "2026-05-04T12:00:00")]
    [InlineData("2026-05-04T05:00:00.5+02:00", "2026-05-04T12:00:00.5")]
    [InlineData("1777896000000", "2026-05-04T21:00:00")]
    [InlineData("yesterday", "")]
    [InlineData(null, "")]
    public void An_instant_is_shown_as_local_time(string? instant, string text) => Assert.Equal(text, LocalTime.Of(instant, Tokyo));
}

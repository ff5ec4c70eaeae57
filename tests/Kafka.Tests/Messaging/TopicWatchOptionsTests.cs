using Messaging.Topics;

namespace Kafka.Tests.Messaging;

public sealed class TopicWatchOptionsTests
{
    [Theory]
    [InlineData("00:00:00.099")]
    [InlineData("01:00:00.001")]
    public void An_interval_that_is_too_short_or_too_long_is_an_error(string interval) => Assert.Equal(
        ["Kafka:Topics:WatchInterval must be from 100 ms to 1 h."],
        new TopicWatchOptionsValidator().Validate(null, new() { WatchInterval = TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture) }).Failures);

    [Fact]
    public void The_defaults_are_valid() => Assert.True(new TopicWatchOptionsValidator().Validate(null, new()).Succeeded);
}

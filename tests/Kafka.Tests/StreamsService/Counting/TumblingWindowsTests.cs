using StreamsService.Counting;

namespace Kafka.Tests.StreamsService.Counting;

public sealed class TumblingWindowsTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:04.9999999Z", "1970-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:05Z", "1970-01-01T00:00:05Z")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:55Z")]
    [InlineData("1969-12-31T23:59:55Z", "1969-12-31T23:59:55Z")]
    [InlineData("2026-05-04T14:00:07+02:00", "2026-05-04T12:00:05Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:55Z")]
    public void A_time_belongs_to_the_window_that_began_last_before_it(string time, string window) =>
        Assert.Equal(DateTimeOffset.Parse(window), new TumblingWindows(new()).StartOf(DateTimeOffset.Parse(time)));

    [Fact]
    public void Windows_of_any_length_are_aligned_to_the_epoch() =>
        Assert.Equal(
            DateTimeOffset.UnixEpoch.AddSeconds(14),
            new TumblingWindows(new() { Window = TimeSpan.FromSeconds(7) }).StartOf(DateTimeOffset.UnixEpoch.AddSeconds(20)));
}

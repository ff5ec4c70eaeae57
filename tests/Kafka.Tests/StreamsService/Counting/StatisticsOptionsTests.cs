using StreamsService.Counting;


namespace Kafka.Tests.StreamsService.Counting;

public sealed class StatisticsOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new StatisticsOptions().Faults());

    [Fact]
    public void All_faults_are_found_at_once() =>
        Assert.Equal(["Window", "Grace", "Retention", "MinimumDuration", "FutureTolerance"], new StatisticsOptions
        {
            Window = TimeSpan.Zero,
            Grace = TimeSpan.FromTicks(-1),
            Retention = TimeSpan.FromSeconds(-1),
            MinimumDuration = TimeSpan.FromTicks(-1),
            FutureTolerance = TimeSpan.FromSeconds(1),
        }.Faults().Select(fault => fault.Split(' ')[0]));

    [Fact]
    public void A_window_has_whole_milliseconds_since_keys_know_no_less() =>
        Assert.StartsWith("Window must", Assert.Single(new StatisticsOptions { Window = TimeSpan.FromMicroseconds(1_500) }.Faults()));

    [Fact]
    public void Retention_may_end_when_a_window_closes() =>
        Assert.Empty(new StatisticsOptions { Window = TimeSpan.FromSeconds(5), Grace = TimeSpan.FromSeconds(10), Retention = TimeSpan.FromSeconds(15) }.Faults());

    [Fact]
    public void Retention_may_not_end_before_a_window_closes() =>
        Assert.Single(new StatisticsOptions { Retention = TimeSpan.FromSeconds(14.9) }.Faults());

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:04.9999999Z", "1970-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:05Z", "1970-01-01T00:00:05Z")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:55Z")]
    [InlineData("1969-12-31T23:59:55Z", "1969-12-31T23:59:55Z")]
    [InlineData("2026-05-04T14:00:07+02:00", "2026-05-04T12:00:05Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:55Z")]
    public void A_time_is_in_the_window_that_began_last(string time, string window) =>
        Assert.Equal(DateTimeOffset.Parse(window), new StatisticsOptions().WindowOf(DateTimeOffset.Parse(time)));

    [Fact]
    public void Windows_are_aligned_to_the_epoch_whatever_their_length() =>
        Assert.Equal(
            DateTimeOffset.UnixEpoch.AddSeconds(14),
            new StatisticsOptions { Window = TimeSpan.FromSeconds(7) }.WindowOf(DateTimeOffset.UnixEpoch.AddSeconds(20)));
}

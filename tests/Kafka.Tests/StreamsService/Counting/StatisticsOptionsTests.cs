using StreamsService.Counting;



namespace Kafka.Tests.StreamsService.Counting;

public sealed class StatisticsOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new StatisticsOptions().Validate());

    [Fact]
    public void All_errors_are_found_at_once() =>
        Assert.Equal(["Window", "Grace", "Retention", "MinimumDuration", "FutureTolerance"], new StatisticsOptions
        {
            Window = TimeSpan.Zero,
            Grace = TimeSpan.FromTicks(-1),
            Retention = TimeSpan.FromSeconds(-1),
            MinimumDuration = TimeSpan.FromTicks(-1),
            FutureTolerance = TimeSpan.FromSeconds(1),
        }.Validate().Select(error => error.Split(' ')[0]));

    [Fact]
    public void A_window_has_whole_milliseconds_since_keys_know_no_less() =>
        Assert.StartsWith("Window must", Assert.Single(new StatisticsOptions { Window = TimeSpan.FromMicroseconds(1_500) }.Validate()));

    [Fact]
    public void Retention_may_end_when_a_window_closes() =>
        Assert.Empty(new StatisticsOptions { Window = TimeSpan.FromSeconds(5), Grace = TimeSpan.FromSeconds(10), Retention = TimeSpan.FromSeconds(15) }.Validate());

    [Fact]
    public void Retention_may_not_end_before_a_window_closes() =>
        Assert.Single(new StatisticsOptions { Retention = TimeSpan.FromSeconds(14.9) }.Validate());
}

using StreamsService.Counting;

namespace Kafka.Tests.StreamsService.Counting;

public sealed class StatisticsOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(Errors(new()));

    [Fact]
    public void All_errors_are_found_at_once() =>
        Assert.Equal(["Statistics:Window", "Statistics:Grace", "Statistics:Retention", "Statistics:MinimumDuration", "Statistics:FutureTolerance"], Errors(new()
        {
            Window = TimeSpan.Zero,
            Grace = TimeSpan.FromTicks(-1),
            Retention = TimeSpan.FromSeconds(-1),
            MinimumDuration = TimeSpan.FromTicks(-1),
            FutureTolerance = TimeSpan.FromSeconds(1),
        }).Select(error => error.Split(' ')[0]));

    [Fact]
    public void A_window_has_whole_milliseconds_since_keys_know_no_less() =>
        Assert.StartsWith("Statistics:Window must", Assert.Single(Errors(new() { Window = TimeSpan.FromMicroseconds(1_500) })));

    [Fact]
    public void Retention_may_end_when_a_window_closes() =>
        Assert.Empty(Errors(new() { Window = TimeSpan.FromSeconds(5), Grace = TimeSpan.FromSeconds(10), Retention = TimeSpan.FromSeconds(15) }));

    [Fact]
    public void Retention_may_not_end_before_a_window_closes() =>
        Assert.Single(Errors(new() { Retention = TimeSpan.FromSeconds(14.9) }));

    private static IEnumerable<string> Errors(StatisticsOptions options) => new StatisticsOptionsValidator().Validate(null, options).Failures ?? [];
}

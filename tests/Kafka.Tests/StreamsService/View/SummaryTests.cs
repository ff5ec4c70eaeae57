using Contracts;
using StreamsService.View;
using static Kafka.Tests.StreamsService.ViewAssertions;

namespace Kafka.Tests.StreamsService.View;

public sealed class SummaryTests
{
    private readonly StatisticsView _view = new(new());

    [Theory]
    [InlineData(15.9, 15.0 / 10)]
    [InlineData(16, 30.0 / 10)]
    [InlineData(20.9, 30.0 / 10)]
    [InlineData(21, 60.0 / 10)]
    [InlineData(90, 0)]
    public void The_rate_is_taken_over_10_s_of_windows_that_ended_a_second_ago(double second, double rate)
    {
        _view.Reads(
            Partial("P1", 0, count: 5),
            Partial("P1", 5, count: 10),
            Partial("P2", 10, count: 20),
            Partial("P1", 15, count: 40),
            Partial("P1", 20, count: 80));

        Assert.Equal(rate, At(second).EventsPerSecond);
    }

    [Fact]
    public void The_rate_is_taken_over_one_window_if_it_is_longer_than_10_s()
    {
        var view = new StatisticsView(new() { Window = TimeSpan.FromMinutes(1) });
        view.Reads(Partial("P1", 0, count: 120), Partial("P1", 60, count: 600));

        Assert.Equal(2, view.Summarize(PageEvents.Noon.AddSeconds(90)).EventsPerSecond);
    }

    [Fact]
    public void Pages_and_users_of_the_last_minute_are_counted_once_each()
    {
        _view.Reads(
            Partial("P0", 0, users: ["U0"]),
            Partial("P1", 5, users: ["U1"]),
            Partial("P1", 60, users: ["U1", "U2"]),
            Partial("P2", 60, partition: 1, users: ["U2", "U3"]));

        Assert.Equal((2, 3), (At(65).Pages, At(65).Users));
        Assert.Equal((3, 4), (At(64.9).Pages, At(64.9).Users));
    }

    [Fact]
    public void Late_events_are_counted_over_all_partitions()
    {
        _view.Reads(Progress(0, late: 3), Progress(0, partition: 1, late: 4), Progress(0, offset: 9, late: 5));

        Assert.Equal(9, At(0).Late);
    }

    [Fact]
    public void Instances_are_alive_for_5_s_and_gone_after_a_minute()
    {
        _view.Reads(Report("a", 0), Report("b", 30));

        Assert.Equal(["b"], Alive(35));
        Assert.Empty(Alive(35.1));
        Assert.Empty(_view.GoneInstances(PageEvents.Noon.AddSeconds(60)));
        Assert.Equal(["a"], _view.GoneInstances(PageEvents.Noon.AddSeconds(60.1)));

        IEnumerable<string> Alive(double second) => _view.Instances(PageEvents.Noon.AddSeconds(second)).Select(report => report.Instance);
    }

    [Fact]
    public void A_tombstone_removes_the_report_of_an_instance()
    {
        _view.Reads(Report("a", 0));

        Assert.True(_view.Apply(0, 1, "instance a", null));

        Assert.Empty(_view.GoneInstances(PageEvents.Noon.AddDays(1)));
    }

    [Fact]
    public void The_latest_report_of_an_instance_is_used()
    {
        _view.Reads(Report("a", 3, lag: 7), Report("a", 2, lag: 9));

        Assert.Equal((1, 7), (At(4).Instances, At(4).Lag));
    }

    [Fact]
    public void The_lag_of_a_partition_is_taken_from_its_latest_report()
    {
        _view.Reads(Report("a", 2, (0, 100), (1, 10)), Report("b", 3, (1, 1), (2, null)), Report("c", 1, (1, 1_000)));

        Assert.Equal((3, 101), (At(4).Instances, At(4).Lag));
    }

    [Fact]
    public void The_lag_is_null_while_no_instance_reports_it()
    {
        Assert.Null(At(0).Lag);

        _view.Reads(Report("a", 0, (0, null)));

        Assert.Null(At(0).Lag);
    }

    private Summary At(double second) => _view.Summarize(PageEvents.Noon.AddSeconds(second));

    private static InstanceReport Report(string instance, double second, long lag = 0) => Report(instance, second, (0, lag));

    private static InstanceReport Report(string instance, double second, params (int Partition, long? Lag)[] owned)
    {
        var partitions = owned.Select(one => new OwnedPartition(one.Partition, Running: true, one.Lag, LagSeconds: 0));
        return new(instance, PageEvents.Noon, PageEvents.Noon.AddSeconds(second), [.. partitions]);
    }
}

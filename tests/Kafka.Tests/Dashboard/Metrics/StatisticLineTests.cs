using CsCheck;
using Dashboard.Metrics;
using Dashboard.Telemetry.Metrics;
using Microsoft.Extensions.Time.Testing;
using static Kafka.Tests.Dashboard.Metrics.Readings;

namespace Kafka.Tests.Dashboard.Metrics;

/// <summary>Lines over the first ten seconds after noon, a step for each.</summary>
public sealed class StatisticLineTests
{
    private static readonly TimeAxis Axis = new(Noon, TimeSpan.FromSeconds(1), 10);

    private readonly MetricStore _store = new(new(), new FakeTimeProvider(Noon));

    [Fact]
    public void A_counter_that_is_read_more_rarely_than_there_are_steps_goes_evenly_through_them()
    {
        _store.Add(Me, [Counter(2, 10)]);
        _store.Add(Me, [Counter(6, 30)]);

        Assert.Equal([5, 5, 5, 5, 5, 5, null, null, null, null], Line(Statistic.Rate, "sent"));
    }

    [Fact]
    public void A_counter_that_is_read_off_the_beat_shows_its_rate_all_the_same()
    {
        for (var second = 0.37; second < 10; second += 1.003)
            _store.Add(Me, [Counter(second, 7 * second)]);

        Assert.All(Line(Statistic.Rate, "sent"), rate => Assert.Equal(7, rate!.Value, 3));
    }

    [Fact]
    public void While_a_process_is_away_there_is_a_gap_and_afterwards_nothing_negative()
    {
        _store.Add(Me, [Counter(1, 100), Counter(2, 200)]);
        _store.Add(Me, [Counter(7, 10, start: 6)]);

        Assert.Equal([100, 100, null, null, null, null, 10, null, null, null], Line(Statistic.Rate, "sent"));
    }

    [Fact]
    public void Rates_and_levels_of_several_series_are_added_up()
    {
        foreach (var topic in (string[])["a", "b"])
        {
            _store.Add(Me, [Counter(1, 3, attributes: Of(("topic", topic))), Counter(2, 5, attributes: Of(("topic", topic)))]);
            _store.Add(Me, [Gauge(1, 3, Of(("topic", topic)))]);
        }

        Assert.Equal([6, 4], Line(Statistic.Rate, "sent").Take(2));
        Assert.Equal([null, 6, null], Line(Statistic.Level, "level").Take(3));
    }

    [Fact]
    public void A_level_holds_from_one_reading_to_the_next_and_the_last_of_a_step_is_shown()
    {
        _store.Add(Me, [Gauge(0.5, 1), Gauge(0.9, 2)]);
        _store.Add(Me, [Gauge(4.5, 3)]);

        Assert.Equal([2, 3, 3, 3, 3, null, null, null, null, null], Line(Statistic.Level, "level"));
    }

    [Fact]
    public void Percentiles_are_those_of_the_values_of_each_step_in_all_series_together()
    {
        _store.Add(Me, [Histogram(1, [100, 0, 0, 0, 0], attributes: Of(("topic", "a"))), Histogram(1, [0, 0, 0, 100, 0], attributes: Of(("topic", "b")))]);
        _store.Add(Me, [Histogram(2, [110, 0, 0, 0, 0], attributes: Of(("topic", "a"))), Histogram(2, [0, 0, 0, 100, 0], attributes: Of(("topic", "b")))]);
        _store.Add(Me, [Histogram(3, [110, 0, 0, 0, 0], attributes: Of(("topic", "a"))), Histogram(3, [0, 0, 0, 100, 0], attributes: Of(("topic", "b")))]);

        Assert.Equal([0.1, 0.05, null], Line(Statistic.P50, "duration").Take(3));
        Assert.Equal(0.99, Line(Statistic.P99, "duration")[0]!.Value, 9); // 98 of 100 into the bucket from 0.5 to 1
        Assert.Equal([200, 10, 0], Line(Statistic.Rate, "duration").Take(3));
    }

    [Fact]
    public void Nothing_that_was_counted_is_lost_or_doubled_by_the_steps() => Gen.Select(Gen.Double[0.05, 3], Gen.Int[0, 100]).Array[1, 30].Sample(steps =>
    {
        var store = new MetricStore(new(), new FakeTimeProvider(Noon));
        var (second, total) = (0.0, 0);
        foreach (var (seconds, added) in steps)
            store.Add(Me, [Counter(second += seconds, total += added)]);

        var axis = new TimeAxis(Noon, TimeSpan.FromSeconds(1), 100);
        var line = Statistic.Rate.Values([], [store.Only("sent")], axis);
        // The last step is covered in part only, and its rate is that of this part.
        var last = (int)Math.Ceiling(second) - 1;
        var sum = line.Select((rate, step) => (rate ?? 0) * (step == last ? second - last : 1)).Sum();
        return Math.Abs(sum - total) < 1e-3 * Math.Max(1, total);
    }, iter: 300);

    [Theory]
    [InlineData(1, 1, 60)]
    [InlineData(5, 2, 150)]
    [InlineData(10, 4, 150)]
    public void Steps_stay_where_they_are_while_time_goes_on(int minutes, int seconds, int count)
    {
        var axis = TimeAxis.Until(At(100.5), TimeSpan.FromMinutes(minutes));
        var later = TimeAxis.Until(At(100.5 + seconds), TimeSpan.FromMinutes(minutes));

        Assert.Equal((TimeSpan.FromSeconds(seconds), count), (axis.Step, axis.Count));
        Assert.Equal(axis.Times.Skip(1), later.Times.SkipLast(1));
        Assert.Equal(count - 1, axis.StepOf(At(100.5)));
    }

    private double?[] Line(Statistic statistic, string instrument)
    {
        var measurements = _store.Read(null, "test", instrument, Noon)!;
        return statistic.Values(measurements.Bounds, measurements.Series, Axis);
    }
}

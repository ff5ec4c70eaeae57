using Dashboard.Telemetry;
using Dashboard.Telemetry.Metrics;
using Microsoft.Extensions.Time.Testing;
using static Kafka.Tests.Dashboard.Metrics.Readings;

namespace Kafka.Tests.Dashboard.Metrics;

[Collection(nameof(Alone))]
public sealed class MetricStoreTests
{
    private readonly FakeTimeProvider _time = new(Noon);

    [Fact]
    public void Of_a_counter_that_is_said_in_full_each_time_the_difference_is_kept()
    {
        var store = Store();
        store.Add(Me, [Counter(1, 10)]);
        store.Add(Me, [Counter(2, 15)]);
        store.Add(Me, [Counter(4, 15)]);

        Assert.Equal([10, 5, 0], store.Only("sent").Values());
        Assert.Equal([1, 1, 2], store.Only("sent").Points.Select(point => point.Seconds));
    }

    [Fact]
    public void Of_a_counter_that_says_what_is_new_that_is_kept()
    {
        var store = Store();
        store.Add(Me, [Counter(1, 10, start: 0) with { IsDelta = true }]);
        store.Add(Me, [Counter(2, 4, start: 1) with { IsDelta = true }]);

        Assert.Equal([10, 4], store.Only("sent").Values());
        Assert.Equal([1, 1], store.Only("sent").Points.Select(point => point.Seconds));
    }

    [Fact]
    public void A_process_that_was_started_anew_counts_from_zero_and_nothing_is_ever_negative()
    {
        var store = Store();
        store.Add(Me, [Counter(1, 1_000), Histogram(1, [9, 9, 0, 0, 0])]);
        store.Add(Me, [Counter(10, 3, start: 8), Histogram(10, [0, 1, 0, 0, 0], start: 8)]);
        store.Add(Me, [Counter(11, 1_003, start: 8), Histogram(11, [9, 9, 0, 0, 0], start: 8)]);

        Assert.Equal([1_000, 3, 1_000], store.Only("sent").Values());
        Assert.Equal(2, store.Only("sent").Points[1].Seconds); // not the nine since the process before
        Assert.Equal([0u, 1u, 0u, 0u, 0u], store.Only("duration").Points[1].Counts!);
        Assert.Equal([9u, 8u, 0u, 0u, 0u], store.Only("duration").Points[2].Counts!);
    }

    [Fact]
    public void A_sum_that_falls_though_it_says_that_it_never_does_begins_anew()
    {
        var store = Store();
        store.Add(Me, [Counter(1, 10) with { Start = null }]);
        store.Add(Me, [Counter(2, 12) with { Start = null }]);
        store.Add(Me, [Counter(3, 5) with { Start = null }]);

        Assert.Equal([2, 5], store.Only("sent").Values()); // what came before the first is not known
    }

    [Fact]
    public void A_series_that_appears_late_has_grown_since_its_source_reported_without_it()
    {
        var store = Store();
        store.Add(Me, [Counter(100, 1)]);
        store.Add(Me, [Counter(101, 2), Counter(101, 7, name: "late")]);

        var late = Assert.Single(store.Only("late").Points);
        Assert.Equal((7, 1), (late.Value, late.Seconds));
    }

    [Fact]
    public void What_is_added_to_an_up_down_counter_is_summed_up()
    {
        var store = Store();
        foreach (var (second, added) in ((int, double)[])[(1, 5), (2, -2), (3, 1)])
            store.Add(Me, [UpDown(second, added) with { IsDelta = true }]);

        Assert.Equal([5, 3, 4], store.Only("open").Values());
    }

    [Fact]
    public void The_same_reading_twice_counts_once()
    {
        var store = Store();
        store.Add(Me, [Counter(1, 10), Counter(1, 10)]);
        store.Add(Me, [Counter(1, 10)]);

        Assert.Equal([10], store.Only("sent").Values());
    }

    [Fact]
    public void Attributes_in_another_order_are_the_same_series()
    {
        var store = Store();
        store.Add(Me, [Gauge(1, 1, Of(("topic", "a"), ("group", "b")))]);
        store.Add(Me, [Gauge(2, 2, Of(("group", "b"), ("topic", "a")))]);

        Assert.Equal([1, 2], store.Only("level").Values());
    }

    [Fact]
    public void A_histogram_with_other_bounds_begins_anew()
    {
        var store = Store();
        store.Add(Me, [Histogram(1, [9, 0, 0, 0, 0])]);
        store.Add(Me, [Histogram(2, [1, 2]) with { Bounds = [7] }]);

        Assert.Equal([7], store.Read(null, "test", "duration", Noon)!.Bounds);
        Assert.Equal([1u, 2u], Assert.Single(store.Only("duration").Points).Counts!);
    }

    [Fact]
    public void A_series_keeps_its_latest_points_and_the_others_are_counted()
    {
        var store = Store(new() { MaxMetricsCount = 100 });
        for (var second = 1; second <= 250; second++)
            store.Add(Me, [Gauge(second, second)]);

        Assert.Equal(Enumerable.Range(151, 100).Select(second => (double)second), store.Only("level").Values());
        Assert.Equal(150, store.Dropped);
    }

    [Fact]
    public void A_series_too_many_is_left_out_until_another_was_silent_for_long()
    {
        var store = Store(new() { MaxSeriesCount = 2 });
        Assert.Equal(1, store.Add(Me, [.. Enumerable.Range(1, 3).Select(i => Gauge(1, i, name: $"level {i}"))]));
        Assert.Equal((2, 1), (store.SeriesCount, store.LeftOut));

        _time.Advance(TimeSpan.FromMinutes(5));
        store.Add(Me, [Gauge(300, 1, name: "level 1")]);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, store.Add(Me, [Gauge(600, 3, name: "level 3")]));

        Assert.Equal(["level 1", "level 3"], store.Instruments(null).Select(instrument => instrument.Name));
    }

    [Fact]
    public void Sums_of_a_series_that_was_left_out_before_are_no_burst()
    {
        var store = Store(new() { MaxSeriesCount = 1 });
        store.Add(Me, [Counter(1, 1), Counter(1, 1, name: "busy")]);
        _time.Advance(TimeSpan.FromMinutes(11));
        store.Add(Me, [Counter(660, 1_000_000, name: "busy")]);

        var point = Assert.Single(store.Only("busy").Points);
        Assert.Equal(660, point.Seconds); // spread over all the time in which it was counted
    }

    [Fact]
    public void A_flood_of_series_and_points_stays_within_its_memory()
    {
        var limits = new TelemetryLimits { MaxMetricBytes = 1 << 20 };
        var store = Store(limits);
        for (var second = 1; second <= 200; second++)
        {
            store.Add(Me, [.. Enumerable.Range(0, 100).Select(i => Histogram(second, [(ulong)second, 0, 0, 0, 0], attributes: Of(("id", $"{i}"))))]);
            store.Add(Me, [.. Enumerable.Range(0, 100).Select(i => Counter(second, second, attributes: Of(("once", $"{second} {i} {new string('x', 200)}"))))]);
            Assert.InRange(store.Bytes, 1, limits.MaxMetricBytes);
        }

        Assert.True(store.Dropped > 0);
        Assert.NotEmpty(store.Read(null, "test", "duration", Noon)!.Series);
    }

    [Fact]
    public async Task Many_threads_may_add_and_read_at_once()
    {
        var store = Store(new() { MaxMetricBytes = 200_000 });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            for (var second = 1; second <= 200; second++)
            {
                store.Add(new("me", $"{writer}"), [.. Enumerable.Range(0, 20).Select(i => Counter(second, second, attributes: Of(("id", $"{i}"))))]);
                foreach (var series in store.Read(null, "test", "sent", Noon)?.Series ?? [])
                    Assert.All(series.Points, point => Assert.InRange(point.Value, 0, second + 200));
            }
        })));

        Assert.InRange(store.Bytes, 1, 200_000);
    }

    private static Reading UpDown(double second, double added) =>
        new(new("test", "open", InstrumentKind.UpDownCounter, "", ""), Attributes.None, At(second), added);

    private MetricStore Store(TelemetryLimits? limits = null) => new(limits ?? new(), _time);
}

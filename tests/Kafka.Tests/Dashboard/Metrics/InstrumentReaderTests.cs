using Dashboard.Door;
using Dashboard.Metrics;
using Dashboard.Shell;
using Dashboard.Telemetry;
using Dashboard.Telemetry.Metrics;
using Microsoft.Extensions.Time.Testing;
using static Kafka.Tests.Dashboard.Metrics.Readings;

namespace Kafka.Tests.Dashboard.Metrics;

public sealed class InstrumentReaderTests
{
    private readonly FakeTimeProvider _time = new(At(10));
    private readonly MetricStore _store;
    private readonly Sources _sources;
    private readonly InstrumentReader _reader;

    public InstrumentReaderTests()
    {
        var resources = new TestResources([.. Enumerable.Range(1, 2).Select(i => new Resource($"me-{i}", "me", ResourceType.Project, ResourceState.Running) { InstanceId = $"me-{i}" })]);
        _store = new(new(), _time);
        _sources = new(resources);
        _reader = new(_store, _sources, new(resources), _time);
        _sources.Intern(Me);
    }

    [Fact]
    public void A_service_is_shown_with_all_its_replicas_and_can_be_split_into_them()
    {
        var other = _sources.Intern(new("me", "me-2"));
        _store.Add(Me, [Gauge(9, 1)]);
        _store.Add(other, [Gauge(9, 2)]);

        Assert.Equal(3, Assert.Single(Chart(Level).Lines).Last);
        Assert.Equal([("me-1", 1), ("me-2", 2)], Chart(Level with { Split = "resource" }).Lines.Select(line => (line.Name, (int)line.Last!)));
        Assert.Equal(2, Assert.Single(Chart(Level with { Resource = "me-2" }).Lines).Last);
    }

    [Fact]
    public void Of_many_values_the_highest_nine_have_lines_of_their_own_and_the_others_one_together()
    {
        _store.Add(Me, [.. Enumerable.Range(1, 20).Select(i => Gauge(9, i, Of(("id", $"{i:00}"))))]);

        var lines = Chart(Level with { Split = "id" }).Lines;

        Assert.Equal([.. Enumerable.Range(12, 9).Select(i => $"{i}"), "11 others"], lines.Select(line => line.Name));
        Assert.Equal(Enumerable.Range(1, 11).Sum(), lines[^1].Last);
        Assert.Equal(10, lines.Select(line => line.Token).Distinct().Count());
    }

    [Fact]
    public void A_line_keeps_its_colour_when_others_come_and_go()
    {
        _store.Add(Me, [Gauge(8, 1, Of(("id", "m")))]);
        var token = Chart(Level with { Split = "id" }).Lines[0].Token;
        _store.Add(Me, [Gauge(9, 1, Of(("id", "m"))), Gauge(9, 1, Of(("id", "a")))]);

        Assert.Equal(token, Chart(Level with { Split = "id" }).Lines.Single(line => line.Name == "m").Token);
    }

    [Fact]
    public void Only_series_that_are_chosen_are_shown_and_all_can_still_be_chosen()
    {
        _store.Add(Me, [Gauge(9, 1, Of(("id", "a"), ("same", "x"))), Gauge(9, 2, Of(("id", "b"), ("same", "x")))]);

        var reading = _reader.Read(Level.Toggle("id", "b"))!;

        Assert.Equal(2, Assert.Single(reading.Charts[0].Data.Lines).Last);
        Assert.Equal(("id", "a b"), Assert.Single(reading.Attributes) is var only ? (only.Name, string.Join(' ', only.Values)) : default);
    }

    [Fact]
    public void A_histogram_has_its_percentiles_its_count_and_the_traces_of_its_latest_values()
    {
        var slow = new Exemplar(At(9), 0.7, "0af7651916cd43dd8448eb211c80319c", null);
        _store.Add(Me, [Histogram(9, [90, 0, 0, 10, 0], start: 8) with { Exemplars = [slow] }]);

        var reading = _reader.Read(Level with { Instrument = "duration" })!;

        Assert.Equal(["p50", "p90", "p99"], reading.Charts[0].Data.Lines.Select(line => line.Name));
        Assert.Equal(100, Assert.Single(reading.Charts[1].Data.Lines).Last);
        Assert.Equal([slow], reading.Traces);
    }

    [Fact]
    public void An_instrument_that_nobody_has_is_no_fault() => Assert.Null(_reader.Read(Level with { Instrument = "other" }));

    [Theory]
    [InlineData("s", false, 0.02, "ms", 20)]
    [InlineData("s", false, 2, "s", 2)]
    [InlineData("ms", false, 0.02, "µs", 20)]
    [InlineData("s", true, 0.02, "s/s", 0.02)]
    [InlineData("By", false, 3 << 20, "MiB", 3)]
    [InlineData("By", true, 2048, "KiB/s", 2)]
    [InlineData("{message}", true, 5, "messages/s", 5)]
    [InlineData("{entry}", false, 5, "entries", 5)]
    [InlineData("1", false, 0.5, "", 0.5)]
    [InlineData("", true, 5, "/s", 5)]
    [InlineData("%", false, 5, "%", 5)]
    public void Values_are_shown_in_the_multiple_of_their_unit_that_is_easiest_to_read(string unit, bool perSecond, double value, string label, double shown)
    {
        var data = ChartData.Of([Noon], [new("", "", [value])], unit, perSecond);

        Assert.Equal((label, shown), (data.Unit, Math.Round(data.Lines[0].Last!.Value, 9)));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(0.0000012, "0.0000012")]
    [InlineData(12.345, "12.3")]
    [InlineData(1234.5, "1\u202f235")]
    [InlineData(1234567, "1\u202f234\u202f567")]
    [InlineData(-0.5, "-0.5")]
    public void Numbers_are_written_with_three_digits_or_as_whole_ones(double value, string text) => Assert.Equal(text, UnitScale.Text(value));

    private static MetricsAddress Level => new("me", "test", "level");

    private ChartData Chart(MetricsAddress address) => _reader.Read(address)!.Charts[0].Data;
}

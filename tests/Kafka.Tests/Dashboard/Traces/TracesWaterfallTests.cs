using Dashboard.Traces;
using static Kafka.Tests.Dashboard.Traces.TracesSpans;
using Trace = Dashboard.Telemetry.Traces.Trace;

namespace Kafka.Tests.Dashboard.Traces;

public sealed class TracesWaterfallTests
{
    [Fact]
    public void Children_are_below_their_parent_by_start_and_one_level_deeper()
    {
        var waterfall = Of(Trace(Span("a", "child 2", "root", 5), Span("a", "root"), Span("a", "grandchild", "child 1", 4), Span("a", "child 1", "root", 3)));

        Assert.Equal([("root", 0), ("child 1", 1), ("grandchild", 2), ("child 2", 1)], waterfall.Rows.Select(row => (row.Span.SpanId, row.Depth)));
        Assert.Equal([true, true, false, false], waterfall.Rows.Select(row => row.HasChildren));
        Assert.Equal(3, waterfall.Depth);
    }

    [Fact]
    public void A_span_whose_parent_has_not_come_in_hangs_at_the_top_with_a_mark()
    {
        var waterfall = Of(Trace(Span("a", "root"), Span("a", "orphan", "missing", 2), Span("a", "below", "orphan", 1)));

        Assert.Equal([("root", 0, false), ("orphan", 0, true), ("below", 1, false)], waterfall.Rows.Select(row => (row.Span.SpanId, row.Depth, row.IsOrphan)));
    }

    [Fact]
    public void Spans_that_are_their_own_ancestors_are_shown_once()
    {
        var waterfall = Of(Trace(Span("a", "self", "self"), Span("a", "1", "2", 1), Span("a", "2", "1", 2)));

        Assert.Equal(["self", "1", "2"], waterfall.Rows.Select(row => row.Span.SpanId));
    }

    [Fact]
    public void A_trace_as_deep_as_it_has_spans_is_laid_out()
    {
        var waterfall = Of(Trace([.. Enumerable.Range(0, 10_000).Select(i => Span("a", $"{i}", i == 0 ? null : $"{i - 1}", i))]));

        Assert.Equal(10_000, waterfall.Depth);
    }

    [Fact]
    public void A_bar_lies_where_its_span_was_between_the_start_and_the_end_of_the_trace()
    {
        var waterfall = Of(Trace(Span("a", "root", duration: 200), Span("a", "child", "root", 50, 100), Span("a", "instant", "root", 200, 0)));

        Assert.Equal([(0, 100), (25, 50), (100, 0)], waterfall.Rows.Select(row => (row.Bar.Left, row.Bar.Width)));
        Assert.Equal([0, 50, 100, 150, 200], waterfall.Axis.Ticks.Select(tick => tick.Time.TotalMilliseconds));
    }

    [Fact]
    public void A_trace_without_length_has_its_bars_at_the_left()
    {
        var bar = Assert.Single(Of(Trace(Span("a", "root", duration: 0))).Rows).Bar;

        Assert.Equal((0, 0, Outside.No), (bar.Left, bar.Width, bar.Outside));
    }

    [Theory]
    [InlineData(-50, 10, 0, 0, nameof(Outside.Before))]
    [InlineData(-50, 100, 0, 50, nameof(Outside.No))]
    [InlineData(50, 500, 50, 50, nameof(Outside.No))]
    [InlineData(150, 10, 100, 0, nameof(Outside.After))]
    public void What_is_beyond_the_time_that_is_shown_is_cut_off_at_the_edge(double start, double duration, double left, double width, string outside)
    {
        var bar = new TimeAxis(Origin, TimeSpan.FromMilliseconds(100)).Place(Origin.AddMilliseconds(start), TimeSpan.FromMilliseconds(duration));

        Assert.Equal((left, width, outside), (bar.Left, bar.Width, bar.Outside.ToString()));
    }

    [Fact]
    public void Spans_of_other_traces_that_link_here_follow_with_what_is_below_them()
    {
        var store = Store(new(),
            Span("a", "root"),
            Span("other", "unrelated"),
            Span("other", "commit", "unrelated", 5).LinkedTo(("a", "root"), ("elsewhere", "x")),
            Span("other", "send", "commit", 6).LinkedTo(("a", "root")),
            Span("third", "late", start: 100).LinkedTo(("a", "root")));

        var rows = Waterfall.Of(store.Find("a")!, store.Find).Rows;

        Assert.Equal([("root", 0, false), ("commit", 0, true), ("send", 1, true), ("late", 0, true)], rows.Select(row => (row.Span.SpanId, row.Depth, row.IsLinked)));
        Assert.Equal(Outside.After, rows[3].Bar.Outside);
        Assert.DoesNotContain(rows, row => row.IsOrphan);
    }

    [Fact]
    public void What_is_below_a_collapsed_span_is_not_seen()
    {
        var waterfall = Of(Trace(Span("a", "root"), Span("a", "child", "root", 1), Span("a", "grandchild", "child", 2), Span("a", "other", "root", 3)));

        Assert.Equal(["root", "child", "other"], waterfall.Visible(new HashSet<string> { "child" }).Select(row => row.Span.SpanId));
        Assert.Equal(["root"], waterfall.Visible(new HashSet<string> { "root", "child" }).Select(row => row.Span.SpanId));
    }

    private static Waterfall Of(Trace trace) => Waterfall.Of(trace, _ => null);
}

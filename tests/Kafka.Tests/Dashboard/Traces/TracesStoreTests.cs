using Dashboard.Telemetry;
using static Kafka.Tests.Dashboard.Traces.TracesSpans;

namespace Kafka.Tests.Dashboard.Traces;

public sealed class TracesStoreTests
{
    [Fact]
    public void The_oldest_traces_go_when_there_are_too_many_and_their_spans_are_counted()
    {
        var store = Store(new() { MaxTraceCount = 2 }, Span("a", "1"), Span("a", "2"), Span("b", "1"), Span("c", "1"));

        Assert.Equal(["c", "b"], store.All.Select(trace => trace.Id));
        Assert.Null(store.Find("a"));
        Assert.Equal(2, store.Dropped);
    }

    [Fact]
    public void The_oldest_traces_go_when_all_take_too_many_bytes()
    {
        var large = Enumerable.Range(0, 50).Select(i => Span($"trace {i}", "1").With("text", new string('x', 1_000))).ToList();
        var limits = new TelemetryLimits { MaxTraceBytes = 10 * large[0].Bytes };
        var store = Store(limits, large);

        Assert.InRange(store.Bytes, 1, limits.MaxTraceBytes);
        Assert.InRange(store.All.Count, 8, 10);
        Assert.Equal(50 - store.All.Count, store.Dropped);
        Assert.Equal("trace 49", store.All[0].Id);
        Assert.Equal(store.All.Sum(trace => trace.Spans.Sum(span => (long)span.Bytes)), store.Bytes);
    }

    [Fact]
    public void One_trace_alone_cannot_take_more_bytes_than_all_may()
    {
        var limits = new TelemetryLimits { MaxTraceBytes = 10_000 };
        var store = Store(limits, Enumerable.Range(0, 100).Select(i => Span("a", $"{i}").With("text", new string('x', 500))));

        var trace = store.Find("a")!;
        Assert.InRange(store.Bytes, 1, limits.MaxTraceBytes);
        Assert.Equal(100 - trace.Spans.Count, trace.DroppedSpans);
        Assert.Equal(trace.DroppedSpans, store.Dropped);
    }

    [Fact]
    public void A_span_that_is_larger_than_everything_may_be_leaves_the_others_alone()
    {
        var store = Store(new() { MaxTraceBytes = 10_000 }, Span("a", "1"), Span("b", "1").With("text", new string('x', 10_000)));

        Assert.Equal("a", Assert.Single(store.All).Id);
        Assert.Equal(1, store.Dropped);
    }

    [Fact]
    public void Of_a_trace_with_too_many_spans_the_first_are_kept_and_the_others_counted()
    {
        var store = Store(new() { MaxTraceSpanCount = 3 }, Enumerable.Range(0, 5).Select(i => Span("a", $"{i}", start: i)));

        var trace = store.Find("a")!;
        Assert.Equal(["0", "1", "2"], trace.Spans.Select(span => span.SpanId));
        Assert.Equal((2, 2), (trace.DroppedSpans, store.Dropped));
    }

    [Fact]
    public void A_span_that_was_sent_twice_counts_once_also_in_a_full_trace()
    {
        var store = Store(new() { MaxTraceSpanCount = 1 }, Span("a", "1"), Span("a", "1"));

        Assert.Single(store.Find("a")!.Spans);
        Assert.Equal((0, Span("a", "1").Bytes), (store.Dropped, store.Bytes));
    }

    [Fact]
    public void A_trace_knows_who_links_to_it_whichever_came_first()
    {
        var store = Store(new(), Span("late", "1").LinkedTo(("a", "1")), Span("a", "1"), Span("later", "1", start: 5).LinkedTo(("a", "1"), ("a", "2")));

        Assert.Equal(["late", "later"], store.Find("a")!.LinkedFrom.Select(span => span.TraceId));
        Assert.Equal(["late", "later"], store.Find("a")!.LinksTo(Span("a", "1")).Select(span => span.TraceId));
    }

    [Fact]
    public void Links_of_dropped_traces_are_forgotten()
    {
        var store = Store(new() { MaxTraceCount = 2 }, Span("linking", "1").LinkedTo(("a", "1")), Span("a", "1"));
        Assert.Single(store.Find("a")!.LinkedFrom);

        store.Add([Span("b", "1")]);

        Assert.Null(store.Find("linking"));
        Assert.Empty(store.Find("a")!.LinkedFrom);
    }

    [Fact]
    public void What_was_read_does_not_change_and_is_read_anew_only_after_a_change()
    {
        var store = Store(new(), Span("a", "1"), Span("b", "1"));
        var before = store.All;
        Assert.Same(before, store.All);

        store.Add([Span("a", "2")]);

        Assert.Single(before[1].Spans);
        Assert.Equal(2, store.All[1].Spans.Count);
        Assert.Same(before[0], store.All[0]);
    }

    [Fact]
    public void A_trace_takes_from_its_first_start_to_its_last_end_and_begins_with_the_span_without_a_parent()
    {
        var trace = Trace(Span("a", "2", "1", start: 1, duration: 30), Span("a", "1", start: 2, duration: 5));

        Assert.Equal((Origin.AddMilliseconds(1), TimeSpan.FromMilliseconds(30)), (trace.Start, trace.Duration));
        Assert.Equal("1", trace.Root.SpanId);
    }
}

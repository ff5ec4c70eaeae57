using Dashboard.Telemetry;
using Dashboard.Telemetry.Traces;
using Dashboard.Traces;
using static Kafka.Tests.Dashboard.Traces.TracesSpans;
using Trace = Dashboard.Telemetry.Traces.Trace;

namespace Kafka.Tests.Dashboard.Traces;

public sealed class TracesFilterTests
{
    private static readonly Trace Publish = Trace(
        Span("4bf92f3577b34da6a3ce929d0e0e4736", "1", service: "producer-api", name: "GET /publish"),
        Span("4bf92f3577b34da6a3ce929d0e0e4736", "2", "1", 1, 99, "json-service", "process page-events").With("kafka.message.key", "P17") with { Status = SpanStatus.Error });

    [Theory]
    [InlineData(null, true)]
    [InlineData("  ", true)]
    [InlineData("get /PUB", true)]
    [InlineData("process page", true)]
    [InlineData("p17 ", true)]
    [InlineData("4bf92f3", true)]
    [InlineData("4BF92F3577B34DA6A3CE929D0E0E4736", true)]
    [InlineData("kafka.message.key", false)]
    [InlineData("P18", false)]
    public void Text_is_looked_for_in_names_and_values_and_at_the_beginning_of_the_id(string? text, bool isFound) =>
        Assert.Equal(isFound, TraceFilter.Of(text, false, null).Matches(Publish));

    [Theory]
    [InlineData("100", true)]
    [InlineData("100.5", false)]
    [InlineData("-1", true)]
    [InlineData("soon", true)]
    [InlineData("1e300", true)]
    public void A_least_duration_counts_when_it_is_one(string milliseconds, bool matches) =>
        Assert.Equal(matches, TraceFilter.Of(null, false, milliseconds).Matches(Publish));

    [Fact]
    public void Only_traces_with_a_failed_span_have_errors()
    {
        Assert.True(TraceFilter.Of(null, true, null).Matches(Publish));
        Assert.False(TraceFilter.Of(null, true, null).Matches(Trace(Span("a", "1"))));
    }

    [Fact]
    public void A_resource_has_the_traces_in_which_it_has_a_span()
    {
        Assert.True((new TraceFilter() with { Sources = new HashSet<Source> { new("json-service", "") } }).Matches(Publish));
        Assert.False((new TraceFilter() with { Sources = new HashSet<Source> { new("streams-service", "") } }).Matches(Publish));
    }

    [Fact]
    public void The_newest_are_listed_with_the_number_of_all_and_their_share_of_the_longest()
    {
        var store = Store(new(), Enumerable.Range(0, TraceListing.Limit + 5).Select(i => Span($"{i}", "1", start: i, duration: i == 500 ? 40 : 10)));

        var listing = TraceListing.Of(store.All, new());

        Assert.Equal((TraceListing.Limit, TraceListing.Limit + 5), (listing.Lines.Count, listing.Matching));
        Assert.Equal(("504", "5"), (listing.Lines[0].Trace.Id, listing.Lines[^1].Trace.Id));
        Assert.Equal([0.25, 0.25, 0.25, 0.25, 1], listing.Lines.Take(5).Select(line => line.Share));
    }

    [Fact]
    public void A_line_has_each_service_once_with_its_spans_and_errors() =>
        Assert.Equal([new("producer-api", 1, 0), new("json-service", 1, 1)], Assert.Single(TraceListing.Of([Publish], new()).Lines).Services);

    [Fact]
    public void A_span_of_a_record_says_which_and_leads_there()
    {
        var send = Span("a", "1", name: "send page-events").With("messaging.destination.name", "page-events")
            .With("messaging.destination.partition.id", "2").With("kafka.offset", "17");

        Assert.Equal(("[2] @17", "kafka/topics/page-events?partition=2&offset=17"), (SpanTarget.Of(send), SpanTarget.RecordHref(send)));
        Assert.Null(SpanTarget.RecordHref(Span("a", "1").With("messaging.destination.name", "page-events")));
        Assert.Equal("200", SpanTarget.Of(Span("a", "1").With("http.response.status_code", "200")));
    }
}

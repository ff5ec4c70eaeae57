using Dashboard.Telemetry;
using Dashboard.Telemetry.Traces;

namespace Kafka.Tests.Dashboard.Traces;

/// <summary>Spans and traces as tests need them. Times are milliseconds after an arbitrary moment; an id of one trace is only as long as it needs to be.</summary>
internal static class TracesSpans
{
    public static readonly DateTimeOffset Origin = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static Span Span(string trace, string id, string? parent = null, double start = 0, double duration = 10, string service = "me", string name = "work") =>
        new(new(service, ""), trace, id, parent, name, SpanKind.Internal, Origin.AddMilliseconds(start), TimeSpan.FromMilliseconds(duration));

    public static Span LinkedTo(this Span span, params (string Trace, string Id)[] targets) =>
        span with { Links = [.. targets.Select(target => new SpanLink(target.Trace, target.Id, Attributes.None))] };

    public static Span With(this Span span, string attribute, string value) =>
        span with { Attributes = new([.. span.Attributes, KeyValuePair.Create(attribute, value)]) };

    /// <summary>A store that holds these spans, each of which came alone.</summary>
    public static TraceStore Store(TelemetryLimits limits, params IEnumerable<Span> spans)
    {
        var store = new TraceStore(limits);
        foreach (var span in spans)
            store.Add([span]);

        return store;
    }

    /// <summary>The first trace of some spans.</summary>
    public static Trace Trace(params Span[] spans) => Store(new(), spans).Find(spans[0].TraceId)!;
}

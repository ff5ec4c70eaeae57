namespace Dashboard.Telemetry.Traces;

/// <summary>What is known of a trace at one moment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Spans">Its spans by start, one at least.</param>
/// <param name="LinkedFrom">Spans of other traces that link to one of its spans, by start.</param>
/// <param name="DroppedSpans">How many of its spans were too many to keep.</param>
internal sealed record Trace(string Id, IReadOnlyList<Span> Spans, IReadOnlyList<Span> LinkedFrom, int DroppedSpans)
{
    public DateTimeOffset Start => Spans[0].Start;

    /// <summary>From the first start to the last end.</summary>
    public TimeSpan Duration { get; } = Spans.Max(span => span.End) - Spans[0].Start;

    public DateTimeOffset End => Start + Duration;

    /// <summary>The span that everything began with: the one without a parent, or the earliest, while the first has not come in.</summary>
    public Span Root { get; } = Spans.FirstOrDefault(span => span.ParentId is null) ?? Spans[0];

    public int Errors { get; } = Spans.Count(span => span.Status is SpanStatus.Error);

    /// <summary>One of its spans; null where there is none of that id.</summary>
    public Span? Find(string spanId) => Spans.FirstOrDefault(span => span.SpanId == spanId);

    /// <summary>The spans, of this or other traces, that link to one of its spans.</summary>
    public IReadOnlyList<Span> LinksTo(Span span) =>
        [.. LinkedFrom.Concat(Spans).Where(other => other.Links.Any(link => link.TraceId == Id && link.SpanId == span.SpanId))];
}

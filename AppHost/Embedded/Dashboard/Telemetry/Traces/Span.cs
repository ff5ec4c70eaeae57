namespace Dashboard.Telemetry.Traces;

/// <summary>A span. Ids are lower-case hexadecimal, as W3C Trace Context writes them.</summary>
internal sealed record Span(Source Source, string TraceId, string SpanId, string? ParentId, string Name, SpanKind Kind, DateTimeOffset Start, TimeSpan Duration)
{
    /// <summary>The instrumentation that made it: the name of an <c>ActivitySource</c>.</summary>
    public string Scope { get; init; } = "";

    public SpanStatus Status { get; init; }

    public string? StatusMessage { get; init; }

    public Attributes Attributes { get; init; } = Attributes.None;

    public IReadOnlyList<SpanEvent> Events { get; init; } = [];

    public IReadOnlyList<SpanLink> Links { get; init; } = [];

    public DateTimeOffset End => Start + Duration;

    /// <summary>About what it takes in memory.</summary>
    public int Bytes => 400 + (2 * (Name.Length + Scope.Length + (StatusMessage?.Length ?? 0))) + Attributes.Bytes
        + Events.Sum(happened => 80 + (2 * happened.Name.Length) + happened.Attributes.Bytes) + Links.Sum(link => 200 + link.Attributes.Bytes);
}

/// <summary>Something that happened during a span, such as an exception.</summary>
internal sealed record SpanEvent(DateTimeOffset Time, string Name, Attributes Attributes);

/// <summary>A span of this or another trace that has to do with this one without being its parent.</summary>
internal sealed record SpanLink(string TraceId, string SpanId, Attributes Attributes);

/// <summary>The role of a span, numbered as in OTLP.</summary>
internal enum SpanKind { Unspecified, Internal, Server, Client, Producer, Consumer }

/// <summary>How a span ended, numbered as in OTLP.</summary>
internal enum SpanStatus { Unset, Ok, Error }

namespace Dashboard.Telemetry.Metrics;

/// <summary>One measurement that a point is made of, and the span in which it was taken.</summary>
internal sealed record Exemplar(DateTimeOffset Time, double Value, string TraceId, string? SpanId)
{
    /// <summary>About what it takes in memory.</summary>
    public const int Bytes = 250;
}

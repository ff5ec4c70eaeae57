namespace Dashboard.Telemetry;

/// <summary>
/// What is kept of the telemetry, section <c>Dashboard:TelemetryLimits</c>. Whatever reaches a limit first, count or bytes, lets the oldest go.
/// The names are those of Aspire's dashboard where it has them.
/// </summary>
internal sealed record TelemetryLimits
{
    public const string Section = "Dashboard:TelemetryLimits";

    /// <summary>How many log records are kept.</summary>
    public int MaxLogCount { get; init; } = 10_000;

    /// <summary>How many traces are kept.</summary>
    public int MaxTraceCount { get; init; } = 10_000;

    /// <summary>How many spans of one trace are kept: the first ones.</summary>
    public int MaxTraceSpanCount { get; init; } = 10_000;

    /// <summary>How many points of one series of a metric are kept: at one per second, ten minutes.</summary>
    public int MaxMetricsCount { get; init; } = 600;

    /// <summary>How many series all metrics may have together; new ones beyond that are left out.</summary>
    public int MaxSeriesCount { get; init; } = 2_000;

    /// <summary>How many attributes of a span, a log record or a resource are kept.</summary>
    public int MaxAttributeCount { get; init; } = 128;

    /// <summary>How many characters of a value are kept, and of any other text.</summary>
    public int MaxAttributeLength { get; init; } = 4_096;

    /// <summary>How many events, and how many links, of a span are kept.</summary>
    public int MaxSpanEventCount { get; init; } = 128;

    /// <summary>About how many bytes the log records may take.</summary>
    public long MaxLogBytes { get; init; } = 24L << 20;

    /// <summary>About how many bytes the traces may take.</summary>
    public long MaxTraceBytes { get; init; } = 48L << 20;

    /// <summary>About how many bytes the metrics may take.</summary>
    public long MaxMetricBytes { get; init; } = 24L << 20;

    /// <summary>How many bytes one OTLP request may have, uncompressed.</summary>
    public int MaxRequestBytes { get; init; } = 16 << 20;

    public IEnumerable<string> Faults()
    {
        (string Name, long Value)[] limits =
        [
            (nameof(MaxLogCount), MaxLogCount), (nameof(MaxTraceCount), MaxTraceCount), (nameof(MaxTraceSpanCount), MaxTraceSpanCount),
            (nameof(MaxMetricsCount), MaxMetricsCount), (nameof(MaxSeriesCount), MaxSeriesCount), (nameof(MaxAttributeCount), MaxAttributeCount),
            (nameof(MaxAttributeLength), MaxAttributeLength), (nameof(MaxSpanEventCount), MaxSpanEventCount), (nameof(MaxLogBytes), MaxLogBytes),
            (nameof(MaxTraceBytes), MaxTraceBytes), (nameof(MaxMetricBytes), MaxMetricBytes), (nameof(MaxRequestBytes), MaxRequestBytes),
        ];
        return from limit in limits where limit.Value <= 0 select $"{Section}:{limit.Name} must be positive";
    }
}

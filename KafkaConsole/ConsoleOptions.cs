namespace KafkaConsole;

/// <summary>What the console may do, and where it links to. Bound from the section <c>Console</c> and validated at start.</summary>
internal sealed record ConsoleOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Console";

    /// <summary>Stands for the id of a trace in <see cref="TraceUrl"/>.</summary>
    public const string TraceIdPlaceholder = "{traceId}";

    /// <summary>Whether dead letters may be redriven, which is the only thing that the console writes. Off by default.</summary>
    public bool AllowRedrive { get; init; }

    /// <summary>
    /// The address of a trace in the trace viewer, with <c>{traceId}</c> in place of the id. Without it, trace ids are no links.
    /// </summary>
    public string? TraceUrl { get; init; }

    /// <summary>The address of one trace; null when no viewer is configured.</summary>
    public string? TraceLink(string traceId) =>
        string.IsNullOrEmpty(TraceUrl) ? null : TraceUrl.Replace(TraceIdPlaceholder, traceId, StringComparison.Ordinal);
}

namespace KafkaConsole;

/// <summary>What the console may do, and where it links to. Bound from the section <c>Console</c>.</summary>
internal sealed record ConsoleOptions
{
    public const string Section = "Console";

    private const string TraceIdPlaceholder = "{traceId}";

    /// <summary>Whether dead letters may be redriven, which is the only thing that the console writes. Off by default.</summary>
    public bool AllowRedrive { get; init; }

    /// <summary>The address of a trace in the trace viewer, with <c>{traceId}</c> in place of the id; no links without it.</summary>
    public string? TraceUrl { get; init; }

    /// <summary>The address of one trace; null when no viewer is configured.</summary>
    public string? TraceLink(string traceId) =>
        string.IsNullOrEmpty(TraceUrl) ? null : TraceUrl.Replace(TraceIdPlaceholder, traceId, StringComparison.Ordinal);

    public static bool IsTraceUrlAbsolute(ConsoleOptions options) =>
        options.TraceLink("0") is not { } link || (Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");

    public static bool HasTraceUrlPlaceholder(ConsoleOptions options) =>
        string.IsNullOrEmpty(options.TraceUrl) || options.TraceUrl.Contains(TraceIdPlaceholder, StringComparison.Ordinal);
}

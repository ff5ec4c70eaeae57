using Dashboard.Telemetry;
using Dashboard.Telemetry.Logs;

namespace Dashboard.StructuredLogs;

/// <summary>Which log records are shown.</summary>
/// <param name="Least">The least level.</param>
/// <param name="Search">Looks for a text in message, category and the values of the attributes; null is no condition.</param>
/// <param name="TraceId">The trace it must have been written in.</param>
/// <param name="SpanId">The span it must have been written in.</param>
internal sealed record LogFilter(Severity Least = Severity.Trace, TextSearch<LogRecord>? Search = null, string? TraceId = null, string? SpanId = null)
{
    /// <summary>Who must have written it; null is anybody.</summary>
    public IReadOnlySet<Source>? Sources { get; init; }

    /// <param name="level">The name of the least level; what is no such name is ignored.</param>
    /// <param name="text">As typed; in any case.</param>
    /// <param name="traceId">Null is any, and none.</param>
    /// <param name="spanId">Null is any, and none.</param>
    public static LogFilter Of(string? level, string? text, string? traceId, string? spanId) =>
        new(Enum.TryParse<Severity>(level, ignoreCase: true, out var least) ? least : default, TextSearch<LogRecord>.For(text, HasText), traceId, spanId);

    public bool Matches(LogRecord record) =>
        record.Severity >= Least
        && (TraceId is null || record.TraceId == TraceId)
        && (SpanId is null || record.SpanId == SpanId)
        && (Sources is null || Sources.Contains(record.Source))
        && Search?.Finds(record) is not false;

    private static bool HasText(LogRecord record, string text)
    {
        if (record.Message.Contains(text, StringComparison.OrdinalIgnoreCase) || record.Category.Contains(text, StringComparison.OrdinalIgnoreCase))
            return true;

        foreach (var (_, value) in record.Attributes)
        {
            if (value.Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}

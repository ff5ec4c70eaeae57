using System.Globalization;
using Dashboard.Telemetry;
using Dashboard.Telemetry.Traces;

namespace Dashboard.Traces;

/// <summary>Which traces a list shows.</summary>
/// <param name="Search">Looks for a text in the names of spans, the values of their attributes and at the beginning of the trace's id; null is no condition.</param>
/// <param name="ErrorsOnly">Whether one of its spans must have failed.</param>
/// <param name="MinDuration">How long it has to take at least.</param>
internal sealed record TraceFilter(TextSearch<Trace>? Search = null, bool ErrorsOnly = false, TimeSpan MinDuration = default)
{
    private const double MostMilliseconds = 1e12;

    /// <summary>Who must have sent one of its spans; null is anybody.</summary>
    public IReadOnlySet<Source>? Sources { get; init; }

    /// <param name="text">As typed; in any case.</param>
    /// <param name="errorsOnly">Whether one of its spans must have failed.</param>
    /// <param name="milliseconds">As typed; what is no number is ignored.</param>
    public static TraceFilter Of(string? text, bool errorsOnly, string? milliseconds) => new(
        TextSearch<Trace>.For(text, HasText), errorsOnly,
        double.TryParse(milliseconds, CultureInfo.InvariantCulture, out var least) && least is > 0 and <= MostMilliseconds ? TimeSpan.FromMilliseconds(least) : default);

    public bool Matches(Trace trace) =>
        (!ErrorsOnly || trace.Errors > 0)
        && trace.Duration >= MinDuration
        && (Sources is null || trace.Spans.Any(span => Sources.Contains(span.Source)))
        && Search?.Finds(trace) is not false;

    private static bool HasText(Trace trace, string text) =>
        trace.Id.StartsWith(text, StringComparison.OrdinalIgnoreCase) || trace.Spans.Any(span => HasText(span, text));

    private static bool HasText(Span span, string text)
    {
        if (span.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
            return true;

        foreach (var (_, value) in span.Attributes)
        {
            if (value.Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}

using System.Globalization;
using Dashboard.Telemetry;
using Dashboard.Telemetry.Traces;

namespace Dashboard.Traces;

/// <summary>Which traces a list shows.</summary>
/// <param name="Text">What the name of a span, a value of its attributes or the beginning of the trace's id has to contain, in any case.</param>
/// <param name="ErrorsOnly">Whether one of its spans must have failed.</param>
/// <param name="MinDuration">How long it has to take at least.</param>
internal sealed record TraceFilter(string? Text = null, bool ErrorsOnly = false, TimeSpan MinDuration = default)
{
    private const double MostMilliseconds = 1e12;

    /// <summary>Who must have sent one of its spans; null is anybody.</summary>
    public IReadOnlySet<Source>? Sources { get; init; }

    /// <param name="text">As typed.</param>
    /// <param name="errorsOnly">Whether one of its spans must have failed.</param>
    /// <param name="milliseconds">As typed; what is no number is ignored.</param>
    public static TraceFilter Of(string? text, bool errorsOnly, string? milliseconds) => new(
        text?.Trim(), errorsOnly,
        double.TryParse(milliseconds, CultureInfo.InvariantCulture, out var least) && least is > 0 and <= MostMilliseconds ? TimeSpan.FromMilliseconds(least) : default);

    public bool Matches(Trace trace) =>
        (!ErrorsOnly || trace.Errors > 0)
        && trace.Duration >= MinDuration
        && (Sources is null || trace.Spans.Any(span => Sources.Contains(span.Source)))
        && (string.IsNullOrEmpty(Text) || HasText(trace, Text));

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

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Messaging.Telemetry;

/// <summary>
/// Times an operation that has the same attributes each time, and counts it. The counts are kept here and asked for when metrics are
/// collected: to look up attributes takes longer than to count, and is done for the duration already.
/// </summary>
internal sealed class OperationMetrics(Histogram<double> duration, params KeyValuePair<string, object?>[] attributes)
{
    private readonly Outcome _success = new(attributes);
    private readonly ConcurrentDictionary<string, Outcome> _failures = [];

    /// <summary>How often it was done, for each way it ended.</summary>
    public IEnumerable<Measurement<long>> Counts =>
        _failures.Values.Prepend(_success).Where(outcome => outcome.Count > 0).Select(outcome => new Measurement<long>(outcome.Count, outcome.Attributes));

    /// <summary>It was done.</summary>
    /// <param name="seconds">How long it took.</param>
    /// <param name="errorType">What kind of error ended it; null for none.</param>
    public void Record(double seconds, string? errorType)
    {
        var outcome = errorType is null ? _success : _failures.GetOrAdd(errorType, type => new([.. attributes, new("error.type", type)]));
        Interlocked.Increment(ref outcome.Count);
        duration.Record(seconds, outcome.Attributes);
    }

    private sealed class Outcome(KeyValuePair<string, object?>[] attributes)
    {
        public long Count;

        public KeyValuePair<string, object?>[] Attributes => attributes;
    }
}

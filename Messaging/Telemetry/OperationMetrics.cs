using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Messaging.Telemetry;

/// <summary>
/// Measures the duration of an operation with fixed attributes and counts it. The counts are kept here and observed when metrics are
/// collected: a counter instrument would look up the attributes for each operation, as the histogram already does.
/// </summary>
internal sealed class OperationMetrics(Histogram<double> duration, params KeyValuePair<string, object?>[] attributes)
{
    private readonly Outcome _success = new(attributes);
    private readonly ConcurrentDictionary<string, Outcome> _failures = [];

    /// <summary>The number of operations, for success and for each type of error.</summary>
    public IEnumerable<Measurement<long>> Counts =>
        _failures.Values.Prepend(_success).Where(outcome => outcome.Count > 0).Select(outcome => new Measurement<long>(outcome.Count, outcome.Attributes));

    /// <summary>Records one operation.</summary>
    /// <param name="seconds">The duration in seconds.</param>
    /// <param name="errorType">The type of the error; null for success.</param>
    public void Record(double seconds, string? errorType)
    {
        var outcome = errorType is null ? _success : _failures.GetOrAdd(errorType, type => new([.. attributes, new(MessagingAttributes.ErrorType, type)]));
        Interlocked.Increment(ref outcome.Count);
        duration.Record(seconds, outcome.Attributes);
    }

    private sealed class Outcome(KeyValuePair<string, object?>[] attributes)
    {
        public long Count;

        public KeyValuePair<string, object?>[] Attributes => attributes;
    }
}

using System.Diagnostics;
using StreamsService.Changelog;

namespace StreamsService.Processing;

/// <summary>
/// Which events led to which record, as far as they are traced. One record says what many events amount to: it goes on in the trace of
/// the last, and is linked to others.
/// </summary>
internal sealed class TraceLinks
{
    /// <summary>As many links as OpenTelemetry keeps of a span unless configured.</summary>
    private const int Max = 128;

    private readonly Dictionary<(int Partition, string Key), List<ActivityContext>> _spans = [];

    /// <summary>The current span led to a record.</summary>
    public void Add(int partition, string page, DateTimeOffset window)
    {
        if (Activity.Current is not { Recorded: true } span) return;

        var key = (partition, StatisticsKey.OfWindow(page, window));
        if (!_spans.TryGetValue(key, out var spans)) _spans[key] = spans = [];
        if (spans.Count > Max) spans.RemoveAt(spans.Count - 1);
        spans.Add(span.Context);
    }

    /// <summary>The spans that led to a record, in order.</summary>
    public IReadOnlyList<ActivityContext> Of(int partition, string key) => _spans.GetValueOrDefault((partition, key)) ?? [];

    /// <summary>Forgets them.</summary>
    public void Clear() => _spans.Clear();

    /// <summary>Forgets those of a partition.</summary>
    public void Clear(int partition)
    {
        foreach (var key in _spans.Keys.Where(key => key.Partition == partition).ToList()) _spans.Remove(key);
    }
}

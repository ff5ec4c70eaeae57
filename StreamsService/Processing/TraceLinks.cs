using System.Diagnostics;
using Contracts;

namespace StreamsService.Processing;

/// <summary>
/// Remembers which traced events contributed to which output record. One output record sums up many events: it continues the trace of the
/// last event, and has links to the others.
/// </summary>
internal sealed class TraceLinks
{
    /// <summary>OpenTelemetry's default limit of links per span.</summary>
    private const int MaxLinks = 128;

    private readonly Dictionary<(int Partition, string Key), List<ActivityContext>> _spans = [];

    /// <summary>Remembers that the current span contributed to the record of a page's window.</summary>
    public void Add(int partition, string page, DateTimeOffset window)
    {
        if (Activity.Current is not { Recorded: true } span) return;

        var key = (partition, StatisticsKey.OfWindow(page, window));
        if (!_spans.TryGetValue(key, out var spans)) _spans[key] = spans = [];

        // The last span becomes the parent, and the others become links.
        if (spans.Count > MaxLinks) spans.RemoveAt(spans.Count - 1);
        spans.Add(span.Context);
    }

    /// <summary>The spans that contributed to a record, in order.</summary>
    public IReadOnlyList<ActivityContext> Of(int partition, string key) => _spans.GetValueOrDefault((partition, key)) ?? [];

    /// <summary>Removes all spans.</summary>
    public void Clear() => _spans.Clear();

    /// <summary>Removes the spans of a partition.</summary>
    public void Clear(int partition)
    {
        foreach (var key in _spans.Keys.Where(key => key.Partition == partition).ToList()) _spans.Remove(key);
    }
}

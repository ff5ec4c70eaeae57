using StreamsService.Changelog;

namespace StreamsService.View;

/// <summary>What instances say about themselves: the last report of each.</summary>
internal sealed class InstanceReports
{
    private static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GoneAfter = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<string, InstanceReport> _reports = new(StringComparer.Ordinal);

    /// <summary>Takes a report over, unless a later one is known.</summary>
    public void Set(InstanceReport report)
    {
        if (_reports.GetValueOrDefault(report.Instance) is { } known && known.Time > report.Time) return;

        _reports[report.Instance] = report;
    }

    public void Remove(string instance) => _reports.Remove(instance);

    /// <summary>Reports of the last 5 s, by name.</summary>
    public IReadOnlyList<InstanceReport> Alive(DateTimeOffset now) => [.. _reports.Values.Where(report => (now - report.Time).Duration() <= AliveFor)];

    /// <summary>The names of instances whose last report is older than a minute.</summary>
    public IReadOnlyList<string> Gone(DateTimeOffset now) => [.. _reports.Values.Where(report => (now - report.Time).Duration() > GoneAfter).Select(report => report.Instance)];

    /// <summary>
    /// How many records wait, over all partitions of these instances; null while none knows. While a partition moves, two may report it:
    /// the later one is right.
    /// </summary>
    public static long? LagOf(IEnumerable<InstanceReport> alive)
    {
        var lags = alive
            .OrderByDescending(report => report.Time)
            .SelectMany(report => report.Partitions)
            .DistinctBy(owned => owned.Partition)
            .Where(owned => owned.Lag is not null)
            .Select(owned => owned.Lag!.Value)
            .ToList();
        return lags.Count == 0 ? null : lags.Sum();
    }
}

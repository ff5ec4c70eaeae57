using StreamsService.Changelog;

namespace StreamsService.View;

/// <summary>The last report of each instance.</summary>
internal sealed class InstanceReports
{
    private static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GoneAfter = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<string, InstanceReport> _reports = new(StringComparer.Ordinal);

    /// <summary>Stores a report, unless a later report of the same instance is known.</summary>
    public void Set(InstanceReport report)
    {
        if (_reports.GetValueOrDefault(report.Instance) is { } known && known.Time > report.Time) return;

        _reports[report.Instance] = report;
    }

    public void Remove(string instance) => _reports.Remove(instance);

    /// <summary>The reports of the last 5 s, in order of instance name.</summary>
    public IReadOnlyList<InstanceReport> Alive(DateTimeOffset now) => [.. _reports.Values.Where(report => (now - report.Time).Duration() <= AliveFor)];

    /// <summary>The names of instances whose last report is older than a minute.</summary>
    public IReadOnlyList<string> Gone(DateTimeOffset now) => [.. _reports.Values.Where(report => (now - report.Time).Duration() > GoneAfter).Select(report => report.Instance)];

    /// <summary>
    /// The number of records that are not counted yet, over all partitions of these instances; null while none reports a lag. During a
    /// rebalance, two instances may report the same partition. The later report is right.
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

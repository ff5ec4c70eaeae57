using Contracts;

namespace StreamsService.View;

/// <summary>The last report of each instance.</summary>
internal sealed class InstanceReports
{
    private static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GoneAfter = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<string, InstanceReport> _reports = new(StringComparer.Ordinal);

    /// <summary>Stores a report, unless it is older than the stored one of the same instance.</summary>
    public void Set(InstanceReport report)
    {
        if (_reports.GetValueOrDefault(report.Instance)?.Time > report.Time) return;

        _reports[report.Instance] = report;
    }

    public void Remove(string instance) => _reports.Remove(instance);

    /// <summary>The reports of the last 5 s, in order of instance name.</summary>
    public IReadOnlyList<InstanceReport> Alive(DateTimeOffset now) => [.. _reports.Values.Where(report => AgeOf(report, now) <= AliveFor)];

    /// <summary>The names of instances whose last report is older than a minute.</summary>
    public IReadOnlyList<string> Gone(DateTimeOffset now) =>
        [.. _reports.Values.Where(report => AgeOf(report, now) > GoneAfter).Select(report => report.Instance)];

    /// <summary>The time between a report and now. The clock of the instance may be ahead of this one, so it has no sign.</summary>
    private static TimeSpan AgeOf(InstanceReport report, DateTimeOffset now) => (now - report.Time).Duration();
}

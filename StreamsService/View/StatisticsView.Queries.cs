using StreamsService.Changelog;

namespace StreamsService.View;

/// <content>Queries. They only collect references while they hold the lock, and merge partials after they have released it.</content>
internal sealed partial class StatisticsView
{
    private static readonly TimeSpan ArrivalDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RateSpan = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    /// <summary>The position up to which the output topic was applied.</summary>
    public ViewPosition Position
    {
        get
        {
            lock (_lock) return new([.. _partitions.Select(output => output.Next)]);
        }
    }

    /// <summary>The progress of each source partition, in order of number, without partitions that have no progress record.</summary>
    public IReadOnlyList<PartitionProgress> Progress
    {
        get
        {
            lock (_lock) return [.. _partitions.Select(output => output.Progress).OfType<PartitionProgress>()];
        }
    }

    /// <summary>
    /// Returns the statistics that changed since a position. A client that applies them to its state at that position has the current state,
    /// except that expired windows are removed without notice. For a position ahead of this view, all statistics are returned.
    /// </summary>
    public Changes ChangedSince(ViewPosition since)
    {
        HashSet<PagePartials> changed = [];
        ViewPosition position;
        lock (_lock)
        {
            for (var partition = 0; partition < _partitions.Count; partition++)
            {
                changed.UnionWith(_partitions[partition].ChangedSince(since[partition]).Select(partial => _windows.Find(partial.Page, partial.Window)!));
            }

            position = new([.. _partitions.Select(output => output.Next)]);
        }

        var ordered = changed.OrderBy(page => page.Window).ThenBy(page => page.Page, StringComparer.Ordinal);
        return new([.. ordered.Select(page => page.Merged)], position);
    }

    /// <summary>Runs a query.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    public StatisticsResult Query(StatisticsQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        List<PagePartials> found;
        bool hasMore;
        lock (_lock)
        {
            using var pages = _windows.Find(query).GetEnumerator();
            found = [];
            while ((hasMore = pages.MoveNext()) && found.Count < query.Limit) found.Add(pages.Current);
        }

        return new([.. found.Select(page => page.Merged)], hasMore ? new(found[^1].Window, found[^1].Page) : null);
    }

    /// <summary>The number of events per page in a window.</summary>
    public IReadOnlyDictionary<string, long> CountsOf(DateTimeOffset window)
    {
        List<PagePartials> pages;
        lock (_lock) pages = [.. _windows[window]];

        return pages.ToDictionary(page => page.Page, page => page.Count);
    }

    /// <summary>
    /// Summarizes the statistics of the last seconds. The event rate is taken over complete windows that ended at least a second ago, because
    /// their events have usually arrived. It is exact while the load is steady, and shows a change of the load after one window.
    /// </summary>
    public Summary Summarize(DateTimeOffset now)
    {
        var rateWindows = Math.Max(1, (int)(RateSpan / options.Window));
        var rateTo = _windowing.StartOf(now - ArrivalDelay);
        var rateFrom = rateTo - (rateWindows * options.Window);
        var recentFrom = _windowing.StartOf(now - Recent);

        List<PagePartials> pages;
        long late;
        IReadOnlyList<InstanceReport> alive;
        lock (_lock)
        {
            pages = [.. _windows.Since(rateFrom < recentFrom ? rateFrom : recentFrom)];
            late = _partitions.Sum(output => output.Progress?.Late ?? 0);
            alive = _instances.Alive(now);
        }

        var counted = pages.Where(page => page.Window >= rateFrom && page.Window < rateTo).Sum(page => page.Count);
        var recent = pages.Where(page => page.Window >= recentFrom).ToList();
        return new(
            counted / (rateTo - rateFrom).TotalSeconds,
            recent.DistinctBy(page => page.Page).Count(),
            PagePartials.UsersOf(recent),
            late,
            alive.Count,
            InstanceReports.LagOf(alive));
    }

    /// <summary>The reports of the last 5 s, in order of instance name.</summary>
    public IReadOnlyList<InstanceReport> Instances(DateTimeOffset now)
    {
        lock (_lock) return _instances.Alive(now);
    }

    /// <summary>The names of instances whose last report is older than a minute; their keys can be deleted.</summary>
    public IReadOnlyList<string> GoneInstances(DateTimeOffset now)
    {
        lock (_lock) return _instances.Gone(now);
    }
}

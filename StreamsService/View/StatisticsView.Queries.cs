using StreamsService.Changelog;

namespace StreamsService.View;

/// <content>What can be asked. Under the lock only references are collected; what they amount to is worked out after it.</content>
internal sealed partial class StatisticsView
{
    private static readonly TimeSpan ArrivalDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RateSpan = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    /// <summary>Up to where the output topic was read.</summary>
    public ViewPosition Position
    {
        get
        {
            lock (_lock) return new([.. _partitions.Select(output => output.Next)]);
        }
    }

    /// <summary>How far each source partition is counted, by number, without those of which nothing is known.</summary>
    public IReadOnlyList<PartitionProgress> Progress
    {
        get
        {
            lock (_lock) return [.. _partitions.Select(output => output.Progress).OfType<PartitionProgress>()];
        }
    }

    /// <summary>
    /// What changed since a position. Together with what was known at that position it is the present state, but for windows that are
    /// past retention: they go without notice. For a position beyond what was read, everything changed.
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

    /// <summary>Answers a query.</summary>
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

    /// <summary>How many events each page has in a window, by page.</summary>
    public IReadOnlyDictionary<string, long> CountsOf(DateTimeOffset window)
    {
        List<PagePartials> pages;
        lock (_lock) pages = [.. _windows[window]];

        return pages.ToDictionary(page => page.Page, page => page.Count);
    }

    /// <summary>
    /// How things are. The rate is taken over whole windows that ended a second ago or more, when their events have usually arrived: it
    /// is right to the event while the load is steady, and shows a change after one window.
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

    /// <summary>What the instances that are alive say: reports of the last 5 s, by name.</summary>
    public IReadOnlyList<InstanceReport> Instances(DateTimeOffset now)
    {
        lock (_lock) return _instances.Alive(now);
    }

    /// <summary>The names of instances that are gone: their last report is older than a minute, and their keys are to be deleted.</summary>
    public IReadOnlyList<string> GoneInstances(DateTimeOffset now)
    {
        lock (_lock) return _instances.Gone(now);
    }
}

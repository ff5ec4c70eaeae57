using Contracts;
using StreamsService.Counting;

namespace StreamsService.View;

/// <summary>
/// Computes a <see cref="Summary"/> of the time before an instant. The event rate is taken over complete windows that ended at least a
/// second ago, because their events have usually arrived. It is exact while the load is steady, and shows a change of the load after one
/// window.
/// </summary>
internal sealed class Summarizer
{
    private static readonly TimeSpan ArrivalDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RateDuration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RecentDuration = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset _rateFrom;
    private readonly DateTimeOffset _rateTo;
    private readonly DateTimeOffset _recentFrom;

    public Summarizer(StatisticsOptions options, DateTimeOffset now)
    {
        var windowing = new TumblingWindows(options);
        var rateWindows = Math.Max(1, (int)(RateDuration / options.Window));
        _rateTo = windowing.StartOf(now - ArrivalDelay);
        _rateFrom = _rateTo - (rateWindows * options.Window);
        _recentFrom = windowing.StartOf(now - RecentDuration);
    }

    /// <summary>The start of the oldest window that the summary includes.</summary>
    public DateTimeOffset OldestWindow => _rateFrom < _recentFrom ? _rateFrom : _recentFrom;

    /// <summary>Computes the summary.</summary>
    /// <param name="pages">The pages of all windows from <see cref="OldestWindow"/> on.</param>
    /// <param name="late">The number of late events over all partitions.</param>
    /// <param name="instances">The reports of the instances that are alive.</param>
    public Summary Summarize(IReadOnlyCollection<PagePartials> pages, long late, IReadOnlyCollection<InstanceReport> instances)
    {
        var events = pages.Where(page => page.Window >= _rateFrom && page.Window < _rateTo).Sum(page => page.Count);
        var recent = pages.Where(page => page.Window >= _recentFrom).ToList();
        return new(
            events / (_rateTo - _rateFrom).TotalSeconds,
            recent.DistinctBy(page => page.Page).Count(),
            PagePartials.UsersOf(recent),
            late,
            instances.Count,
            PartitionOwner.LagOf(instances));
    }
}

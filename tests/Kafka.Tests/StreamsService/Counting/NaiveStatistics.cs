using Contracts;
using Kafka.Tests.StreamsService.Sketches;
using StreamsService.Counting;
using StreamsService.Sketches;
using StreamsService.View;

namespace Kafka.Tests.StreamsService.Counting;

/// <summary>The expected statistics, computed from all events at once.</summary>
internal sealed class NaiveStatistics
{
    private readonly List<WindowPartial> _partials = [];
    private readonly StatisticsOptions _options;

    public NaiveStatistics(StatisticsOptions options, params IReadOnlyList<IReadOnlyList<PageEvent>> sources)
    {
        _options = options;
        for (var partition = 0; partition < sources.Count; partition++) Add(partition, sources[partition]);
    }

    /// <summary>The number of late events per source partition.</summary>
    public List<long> Late { get; } = [];

    /// <summary>The stream time per source partition.</summary>
    public List<DateTimeOffset?> StreamTimes { get; } = [];

    /// <summary>The partials that the output topic must have in the end, in the format of <see cref="OutputLog.Partials"/>.</summary>
    public IEnumerable<string> Partials =>
        from one in _partials
        where !(End(one) + _options.Retention <= StreamTimes[one.Partition])
        orderby StatisticsKey.Of(one)
        select System.Text.Encoding.UTF8.GetString(Topics.PageStatistics.Encode(one));

    /// <summary>The statistics over all partitions, newest window first, then by page name.</summary>
    public IEnumerable<PageWindow> Windows =>
        from one in _partials
        where !(End(one) + _options.Retention <= StreamTimes.Max())
        group one by (one.Window, one.Page) into page
        orderby page.Key.Window descending, page.Key.Page
        select new PageWindow(
            page.Key.Page,
            page.Key.Window,
            page.Sum(one => one.Count),
            page.Sum(one => one.Total),
            page.Min(one => one.Minimum),
            page.Max(one => one.Maximum),
            UserSketches.Union(page.Select(one => UserSketchSerializer.Deserialize(one.Users))).Estimate());

    /// <summary>Asserts that the output topic, and a view that has read it, have these statistics.</summary>
    public void AssertSameAs(OutputLog log)
    {
        Assert.Equal(Partials, log.Partials);

        var view = log.Read(_options);
        Assert.Equal(Windows, view.All());
        foreach (var progress in view.Progress)
        {
            Assert.Equal((StreamTimes[progress.Partition], Late[progress.Partition]), (progress.StreamTime, progress.Late));
        }
    }

    private void Add(int partition, IReadOnlyList<PageEvent> source)
    {
        var late = 0L;
        DateTimeOffset? streamTime = null;
        var counted = new List<(long Offset, DateTimeOffset Window, PageEvent Event)>();
        for (var offset = 0; offset < source.Count; offset++)
        {
            var e = source[offset];
            if (e.Duration <= _options.MinimumDuration.TotalMilliseconds) continue;

            var window = DateTimeOffset.UnixEpoch + (Math.Floor((e.Date - DateTimeOffset.UnixEpoch) / _options.Window) * _options.Window);
            if (window + _options.Window + _options.Grace <= streamTime)
            {
                late++;
                continue;
            }

            streamTime = streamTime > e.Date ? streamTime : e.Date;
            counted.Add((offset, window, e));
        }

        Late.Add(late);
        StreamTimes.Add(streamTime);
        _partials.AddRange(
            from one in counted
            group one by (one.Event.Name, one.Window) into page
            let durations = page.Select(one => one.Event.Duration).ToList()
            let users = UserSketches.Of(page.Select(one => one.Event.User))
            let offset = page.Max(one => one.Offset)
            select new WindowPartial(
                page.Key.Name,
                page.Key.Window,
                partition,
                durations.Count,
                durations.Sum(),
                durations.Min(),
                durations.Max(),
                users.Bytes(),
                offset));
    }

    private DateTimeOffset End(WindowPartial one) => one.Window + _options.Window;
}

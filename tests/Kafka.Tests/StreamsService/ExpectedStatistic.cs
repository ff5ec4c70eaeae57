using Contracts;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>The statistics of a page in a window, computed without the service's code or read from its output.</summary>
internal sealed record ExpectedStatistic(long Count, long Total, long Minimum, long Maximum)
{
    /// <summary>Computes the statistics of events, none of which is late.</summary>
    public static Dictionary<(string Page, DateTimeOffset Window), ExpectedStatistic> Of(IEnumerable<PageEvent> events)
    {
        const long Window = 5_000;
        return (from e in events
                where e.Duration > 100
                let time = e.Date.ToUnixTimeMilliseconds()
                group e.Duration by (e.Name, DateTimeOffset.FromUnixTimeMilliseconds(time - (time % Window))))
            .ToDictionary(group => group.Key, group => new ExpectedStatistic(group.Count(), group.Sum(), group.Min(), group.Max()));
    }

    /// <summary>Reads the statistics from a view.</summary>
    public static Dictionary<(string Page, DateTimeOffset Window), ExpectedStatistic> Of(StatisticsView view) =>
        view.Query(new() { Limit = 1_000_000 }).Items.ToDictionary(
            it => (it.Page, it.Window), it => new ExpectedStatistic(it.Count, it.Total, it.Minimum, it.Maximum));
}

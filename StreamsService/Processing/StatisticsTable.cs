using Messaging.Reading;
using StreamsService.Changelog;
using StreamsService.Live;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>Puts what the output topic says into the view, and tells those who listen.</summary>
internal sealed partial class StatisticsTable(StatisticsView view, StatisticsFeed feed, ILogger<StatisticsTable> logger) : ITable<StatisticsRecord>
{
    public void Apply(int partition, long offset, string key, StatisticsRecord? value)
    {
        if (!view.Apply(partition, offset, key, value)) LogIgnored(partition, offset, key);
    }

    public void Applied() => feed.Changed();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record [{Partition}] @{Offset} with key {Key} is none of the statistics, and is ignored")]
    private partial void LogIgnored(int partition, long offset, string key);
}

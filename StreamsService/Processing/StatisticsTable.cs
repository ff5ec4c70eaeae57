using Contracts;
using Messaging;
using StreamsService.Live;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>Applies the records of the output topic to the view, and notifies the live streams.</summary>
internal sealed partial class StatisticsTable(StatisticsView view, StatisticsFeed feed, ILogger<StatisticsTable> logger)
    : ITable<StatisticsRecord>
{
    public void Apply(int partition, long offset, string key, StatisticsRecord? value)
    {
        if (!view.Apply(partition, offset, key, value)) LogInvalid(partition, offset, key);
    }

    public void Clear() => view.Clear();

    public void Applied() => feed.Changed();

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The record [{Partition}] @{Offset} with key {Key} is not a valid statistics record; it is ignored")]
    private partial void LogInvalid(int partition, long offset, string key);
}

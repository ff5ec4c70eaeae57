using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging.Reading;
using StreamsService.Live;
using StreamsService.Statistics;

namespace StreamsService.Processing;

/// <summary>Puts what the output topic says into the view, and has those who listen told.</summary>
internal sealed class StatisticsTable(StatisticsView view, StatisticsFeed feed) : ITable<StatisticsRecord>
{
    public void Apply(int partition, long offset, string key, StatisticsRecord? value) => view.Apply(partition, offset, key, value);

    public void Applied() => feed.Changed();
}

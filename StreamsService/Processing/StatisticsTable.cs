using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging.Reading;
using StreamsService.Statistics;

namespace StreamsService.Processing;

/// <summary>Puts what the output topic says into the view.</summary>
internal sealed class StatisticsTable(StatisticsView view) : ITable<StatisticsRecord>
{
    public void Apply(int partition, long offset, string key, StatisticsRecord? value) => view.Apply(partition, offset, key, value);

    public void Applied()
    {
    }
}

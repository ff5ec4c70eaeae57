using System.Globalization;
using Dashboard.Telemetry;
using Dashboard.Telemetry.Metrics;

namespace Dashboard.Kafka.Groups;

/// <summary>Who reads which partitions at present and how far behind, by the lag that the consumers measure themselves.</summary>
internal sealed class ConsumerMetrics(MetricStore store, Sources sources, TimeProvider time) : IConsumerMetrics
{
    private const string Meter = "Messaging";
    private const string Lag = "kafka.consumer.lag";
    private const string LagTime = "kafka.consumer.lag.time";
    private const string Topic = "messaging.destination.name";
    private const string Group = "messaging.consumer.group.name";
    private const string PartitionId = "messaging.destination.partition.id";

    // Consumers report every second. A member that has not for so long has left, or is about to be left.
    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(10);

    public IReadOnlyList<ConsumerPartition> Partitions
    {
        get
        {
            var seconds = Latest(LagTime).ToLookup(report => (report.Source, report.Group, report.Topic, report.Partition), report => report.Value);
            return
            [
                .. from report in Latest(Lag)
                   group report by (report.Group, report.Topic, report.Partition) into same
                   let last = same.MaxBy(report => report.Time)
                   orderby same.Key.Group, same.Key.Topic, same.Key.Partition
                   select new ConsumerPartition(same.Key.Group, same.Key.Topic, same.Key.Partition, sources.NameOf(last.Source), (long)last.Value,
                       seconds[(last.Source, last.Group, last.Topic, last.Partition)].LastOrDefault(), last.Time),
            ];
        }
    }

    private IEnumerable<Report> Latest(string instrument)
    {
        foreach (var series in store.Read(null, Meter, instrument, time.GetUtcNow() - MostAge)?.Series ?? [])
        {
            if (series.Points.Count > 0 && series.Attributes[Group] is { } group && series.Attributes[Topic] is { } topic
                && int.TryParse(series.Attributes[PartitionId], NumberStyles.None, CultureInfo.InvariantCulture, out var partition))
                yield return new(series.Source, group, topic, partition, series.Points[^1].Value, series.Points[^1].Time);
        }
    }

    private readonly record struct Report(Source Source, string Group, string Topic, int Partition, double Value, DateTimeOffset Time);
}

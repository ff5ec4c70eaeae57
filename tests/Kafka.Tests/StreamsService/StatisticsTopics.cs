using System.Text;
using Confluent.Kafka;
using Contracts;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>Topics for one StreamsService that no other test uses, with helpers to write and read them.</summary>
internal sealed class StatisticsTopics
{
    private readonly KafkaCluster _cluster;

    /// <param name="cluster">The cluster.</param>
    /// <param name="partitions">The number of partitions of each topic.</param>
    /// <param name="settings">Settings of the output topic, which only a real cluster has.</param>
    public StatisticsTopics(KafkaCluster cluster, int partitions = 4, params (string Key, string Value)[] settings)
    {
        _cluster = cluster;
        Events = cluster.NewTopic(partitions);
        Statistics = cluster.NewTopic(partitions, settings);
    }

    public string Events { get; }

    public string Statistics { get; }

    public string Group { get; } = KafkaCluster.NewName("group");

    /// <summary>The configuration of the service's instances.</summary>
    public Dictionary<string, string?> Configuration => new(_cluster.Configuration)
    {
        ["Topics:page-events:Name"] = Events,
        ["Topics:page-statistics:Name"] = Statistics,
        ["Kafka:Consumer:Group"] = Group,
        ["Kafka:Consumer:TransactionTimeout"] = "00:00:05",
        ["Kafka:Consumer:MaxAttempts"] = "3",
        ["Kafka:Consumer:TransactionMaxRecords"] = "100", // small transactions: a killed instance is likely to leave one unfinished
    };

    /// <summary>Sends an event.</summary>
    public static void Send(IProducer<string, byte[]> producer, TopicPartition to, PageEvent e) =>
        producer.Produce(to, new() { Key = e.Name, Value = Topics.PageEvents.Encode(e) },
            report => Assert.False(report.Error.IsError, report.Error.Reason));

    /// <summary>Reads the output topic into a new view until the condition is true or the timeout is over.</summary>
    public StatisticsView Read(Func<StatisticsView, bool> isEnough, TimeSpan? timeout = null)
    {
        var view = NewView();
        _cluster.Read(Statistics, records =>
        {
            if (records.Count > 0) Apply(view, records[^1]);
            return isEnough(view);
        }, timeout);
        return view;
    }

    /// <summary>Waits until this many events are counted, and reads the output topic into a new view.</summary>
    public async Task<StatisticsView> ReadCountedAsync(int events)
    {
        await Eventually.TrueAsync(() => _cluster.Committed(Events, Group).Values.Sum() >= events, "all events are counted");
        var view = NewView();
        foreach (var record in _cluster.ReadToEnd(Statistics)) Apply(view, record);
        return view;
    }

    private static StatisticsView NewView() => new(new() { Retention = TimeSpan.FromDays(1) });

    private static void Apply(StatisticsView view, ConsumeResult<byte[], byte[]> record) => view.Apply(
        record.Partition.Value, record.Offset.Value, Encoding.UTF8.GetString(record.Message.Key),
        record.Message.Value is { } value ? Topics.PageStatistics.Decode(value) : null);
}

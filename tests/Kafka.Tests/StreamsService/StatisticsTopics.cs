using System.Text;
using Confluent.Kafka;
using Contracts;
using StreamsService.Changelog;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>The topics of one StreamsService that nobody else uses, and what a test wants to know of them.</summary>
internal sealed class StatisticsTopics
{
    private readonly KafkaCluster _cluster;

    public StatisticsTopics(KafkaCluster cluster, int partitions = 4)
    {
        _cluster = cluster;
        Events = cluster.NewTopic(partitions);
        Statistics = cluster.NewTopic(partitions);
    }

    public string Events { get; }

    public string Statistics { get; }

    public string Group { get; } = KafkaCluster.NewName("group");

    /// <summary>What instances of the service need to know.</summary>
    public Dictionary<string, string?> Configuration => new(_cluster.Configuration)
    {
        ["Topics:page-events:Name"] = Events,
        ["Topics:page-statistics:Name"] = Statistics,
        ["Kafka:Consumer:Group"] = Group,
        ["Kafka:Consumer:TransactionTimeout"] = "00:00:05",
        ["Kafka:Consumer:MaxAttempts"] = "3",
        ["Kafka:Consumer:TransactionMaxRecords"] = "100", // many transactions, so that a killed instance leaves one half written
    };

    /// <summary>Sends an event; its record's time is not the date in it.</summary>
    public static void Send(IProducer<string, byte[]> producer, TopicPartition to, DateTimeOffset time, PageEvent e) =>
        producer.Produce(to, new() { Key = e.Name, Value = Topics.PageEvents.Encode(e), Timestamp = new Timestamp(time) },
            report => Assert.False(report.Error.IsError, report.Error.Reason));

    /// <summary>Reads the output as it is now, until it says what is wanted or the time is over.</summary>
    public StatisticsView Read(Func<StatisticsView, bool> isEnough, TimeSpan? timeout = null)
    {
        var view = new StatisticsView(new() { Retention = TimeSpan.FromDays(1) });
        _cluster.Read(Statistics, records =>
        {
            if (records.Count > 0) Apply(records[^1]);
            return isEnough(view);
        }, timeout);
        return view;

        void Apply(ConsumeResult<byte[], byte[]> record) => view.Apply(
            record.Partition.Value, record.Offset.Value, Encoding.UTF8.GetString(record.Message.Key),
            record.Message.Value is { } value ? ChangelogTopics.PageStatistics.Decode(value) : null);
    }
}

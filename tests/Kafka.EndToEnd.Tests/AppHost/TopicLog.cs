using Confluent.Kafka;

namespace Kafka.EndToEnd.Tests.AppHost;

/// <summary>A topic as any Kafka client sees it.</summary>
internal static class TopicLog
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>All records of a partition up to an offset, that one included.</summary>
    public static IReadOnlyList<ConsumeResult<string, string>> ReadTo(string bootstrapServers, string topic, int partition, long offset)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "reader",
            FetchWaitMaxMs = 50,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));

        using var patience = new CancellationTokenSource(Deadline, TimeProvider.System);
        var records = new List<ConsumeResult<string, string>>();
        do records.Add(consumer.Consume(patience.Token));
        while (records[^1].Offset < offset);
        return records;
    }
}

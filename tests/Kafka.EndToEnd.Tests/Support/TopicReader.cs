using System.Text;
using Confluent.Kafka;

namespace Kafka.EndToEnd.Tests.Support;

/// <summary>Reads topics as any Kafka client does.</summary>
internal static class TopicReader
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>All records of a partition up to an offset, which is included.</summary>
    public static IReadOnlyList<ConsumeResult<byte[], byte[]>> ReadTo(string bootstrapServers, string topic, int partition, long offset)
    {
        using var consumer = NewConsumer(bootstrapServers);
        consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        do records.Add(ConsumeNext(consumer, $"offset {offset} of partition {partition} of {topic}"));
        while (records[^1].Offset < offset);
        return records;
    }

    /// <summary>Waits for the first record of a topic that fits, and for the topic to exist.</summary>
    /// <param name="bootstrapServers">The cluster.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="what">The record in words, for the message of a test that fails.</param>
    /// <param name="fits">Whether a record is the one.</param>
    public static async Task<ConsumeResult<byte[], byte[]>> FindAsync(
        string bootstrapServers, string topic, string what, Func<ConsumeResult<byte[], byte[]>, bool> fits)
    {
        using var consumer = NewConsumer(bootstrapServers);
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        IReadOnlyList<PartitionMetadata> partitions = [];
        await Eventually.HoldsAsync(
            $"the topic {topic} exists", () => (partitions = admin.GetMetadata(topic, Limit).Topics.Single().Partitions).Count > 0);
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        while (true)
        {
            var record = ConsumeNext(consumer, $"{what} in {topic}");
            if (fits(record)) return record;
        }
    }

    public static string? KeyOf(ConsumeResult<byte[], byte[]> record) =>
        record.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null;

    public static string ValueOf(ConsumeResult<byte[], byte[]> record) => Encoding.UTF8.GetString(record.Message.Value);

    /// <summary>The id of the trace in a record's header <c>traceparent</c>.</summary>
    public static string TraceIdOf(ConsumeResult<byte[], byte[]> record) =>
        Encoding.ASCII.GetString(record.Message.Headers.GetLastBytes("traceparent")).Split('-')[1];

    private static IConsumer<byte[], byte[]> NewConsumer(string bootstrapServers) => new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
    {
        BootstrapServers = bootstrapServers,
        GroupId = "end-to-end-tests",
        EnableAutoCommit = false,
        FetchWaitMaxMs = 50,

    }).Build();

    private static ConsumeResult<byte[], byte[]> ConsumeNext(IConsumer<byte[], byte[]> consumer, string what)
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
            return consumer.Consume(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Waited for {what}, but for {Limit.TotalSeconds} s no further record has come.");
        }
    }
}

using Confluent.Kafka;
using Messaging.Delivery;

namespace Kafka.Tests.Dashboard.KafkaInspection;

/// <summary>A topic of one's own, and its dead letters, as a service writes them.</summary>
internal sealed class DeadLetterBox
{
    private readonly KafkaCluster _cluster;
    private readonly string _group = KafkaCluster.NewName("group");

    public DeadLetterBox(KafkaCluster cluster, int partitions = 2)
    {
        _cluster = cluster;
        Source = cluster.NewTopic(partitions);
        Topic = DeadLetter.TopicOf(Source, _group);
        cluster.NewTopicNamed(Topic, 1);
    }

    /// <summary>Where the records came from.</summary>
    public string Source { get; }

    /// <summary>Where they are now.</summary>
    public string Topic { get; }

    public string Path => $"dead-letters/{Topic}";

    /// <summary>Has a service fail at these values, as if each were the next record of a partition.</summary>
    public Task BuryAsync(int partition, params IEnumerable<string> values) =>
        BuryAsync(partition, values.Select(value => new Message<byte[], byte[]> { Value = System.Text.Encoding.UTF8.GetBytes(value) }));

    /// <inheritdoc cref="BuryAsync(int, IEnumerable{string})"/>
    public async Task BuryAsync(int partition, params IEnumerable<Message<byte[], byte[]>> messages)
    {
        using var producer = _cluster.NewProducer<byte[], byte[]>();
        var offset = 100;
        foreach (var message in messages)
        {
            var failed = new ConsumeResult<byte[], byte[]> { TopicPartitionOffset = new(Source, partition, offset++), Message = message };
            var letter = DeadLetter.Of(failed, _group, DeadLetterReason.Failed, new InvalidOperationException("no luck"), attempts: 3);
            var headers = new Headers();
            foreach (var (name, value) in letter.Headers!) headers.Add(name, value);
            await producer.ProduceAsync(new TopicPartition(letter.Topic, 0), new()
            {
                Key = letter.Key!,
                Value = letter.Value!,
                Headers = headers,
                Timestamp = new(letter.Timestamp!.Value),
            });
        }
    }

    /// <summary>What came back, in the order of each partition.</summary>
    public async Task<IReadOnlyList<string>> BackAsync(InspectionHost host)
    {
        var page = await host.GetAsync($"topics/{Source}/records?from=beginning&limit=500");
        return [.. page.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("value").GetProperty("text").GetString()!)];
    }
}

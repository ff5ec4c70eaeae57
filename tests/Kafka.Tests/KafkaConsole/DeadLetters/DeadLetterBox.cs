using Confluent.Kafka;
using Messaging.DeadLetters;

namespace Kafka.Tests.KafkaConsole.DeadLetters;

/// <summary>A topic of one test and its dead-letter topic, with dead letters as a service writes them.</summary>
internal sealed class DeadLetterBox
{
    private readonly KafkaCluster _cluster;
    private readonly string _group;

    public DeadLetterBox(KafkaCluster cluster, int partitions = 2)
        : this(cluster, cluster.NewTopic(partitions), KafkaCluster.NewName("group")) => cluster.NewTopicNamed(Topic, 1);

    /// <summary>Uses topics that exist.</summary>
    public DeadLetterBox(KafkaCluster cluster, string source, string group)
    {
        _cluster = cluster;
        _group = group;
        Source = source;
        Topic = DeadLetterTopic.NameOf(source, group);
    }

    /// <summary>The topic that the records came from.</summary>
    public string Source { get; }

    /// <summary>The dead-letter topic.</summary>
    public string Topic { get; }

    public string Path => $"dead-letters/{Topic}";

    /// <summary>Writes a dead letter for each value, as if it were the next record of a partition and its handler had failed.</summary>
    public Task FailAsync(int partition, params IEnumerable<string> values) =>
        FailAsync(partition, values.Select(value => new Message<byte[], byte[]> { Value = System.Text.Encoding.UTF8.GetBytes(value) }));

    /// <inheritdoc cref="FailAsync(int, IEnumerable{string})"/>
    public Task FailAsync(int partition, params IEnumerable<Message<byte[], byte[]>> messages) => FailAsync(partition, truncate: false, messages);

    /// <summary>Writes the dead letters as if they were too large for their topic.</summary>
    public async Task FailAsync(int partition, bool truncate, params IEnumerable<Message<byte[], byte[]>> messages)
    {
        using var producer = _cluster.NewProducer<byte[], byte[]>();
        var offset = 100;
        foreach (var message in messages)
        {
            var failed = new ConsumeResult<byte[], byte[]> { TopicPartitionOffset = new(Source, partition, offset++), Message = message };
            var deadLetter = new DeadLetter(failed, _group, DeadLetterReason.Failed, new InvalidOperationException("no luck"), Attempts: 3);
            var letter = truncate ? deadLetter.ToTruncatedRecord() : deadLetter.ToRecord();
            var headers = new Headers();
            foreach (var (name, value) in letter.Headers!) headers.Add(name, value);
            await producer.ProduceAsync(new TopicPartition(letter.Topic, 0), new()
            {
                Key = letter.Key!,
                Value = letter.Value!,
                Headers = headers,
            });
        }
    }

    /// <summary>The values in the source topic, in the order of each partition.</summary>
    public async Task<IReadOnlyList<string>> RedrivenAsync(RunningConsole host)
    {
        var page = await host.GetAsync($"topics/{Source}/records?from=beginning&limit=500");
        return [.. page.GetProperty("records").EnumerateArray().Select(
            record => record.GetProperty("value").GetProperty("text").GetString()!)];
    }
}

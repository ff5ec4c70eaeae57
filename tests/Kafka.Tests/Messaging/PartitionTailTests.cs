using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Messaging.Reading;

namespace Kafka.Tests.Messaging;

public sealed class PartitionTailTests(KafkaCluster cluster)
{
    private readonly ConcurrentQueue<string> _received = [];
    private readonly TaskCompletionSource _isAtEnd = new();

    [Fact]
    public async Task A_tail_continues_with_a_recreated_topic_and_reads_added_partitions()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, Enumerable.Range(0, 20).Select(number => $"old {number}"));
        using var stop = new CancellationTokenSource();
        var following = Task.Factory.StartNew(
            () => Follow(topic, stop.Token), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await _isAtEnd.Task.WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        cluster.Produce(topic, 0, "last");
        await Eventually.TrueAsync(() => _received.Contains("last"), "the tail follows the topic");

        await cluster.RecreateTopicAsync(topic, partitions: 1);
        cluster.Produce(topic, 0, Enumerable.Range(0, 40).Select(number => $"new {number}")); // more than before
        await Eventually.TrueAsync(() => _received.Where(value => value.StartsWith("new", StringComparison.Ordinal)).Distinct().Count() == 40, "all records of the new topic are read");
        await cluster.AddPartitionsAsync(topic, 2);
        cluster.Produce(topic, 1, "added");

        await Eventually.TrueAsync(() => _received.Contains("added"), "the added partition is read");
        await stop.CancelAsync();
        await following;
    }

    private void Follow(string topic, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = cluster.BootstrapServers,
            GroupId = KafkaCluster.NewName("group"),
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        PartitionTail.Follow(consumer, topic, partition: null, count: 1, last: 0, Receive, _ => { }, stop);
    }

    private void Receive(ConsumeResult<byte[], byte[]>? record)
    {
        if (record is null) _isAtEnd.TrySetResult();
        else _received.Enqueue(Encoding.UTF8.GetString(record.Message.Value));
    }
}

namespace Kafka.Tests.Messaging;

public sealed class PartitionTailTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_tail_continues_with_a_recreated_topic_and_reads_added_partitions()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, Enumerable.Range(0, 20).Select(number => $"old {number}"));
        await using var tail = new RunningTail(cluster, topic, last: 0);
        await tail.IsAtEnd.WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        cluster.Produce(topic, 0, "last");
        await Eventually.TrueAsync(() => tail.Received.Contains("last"), "the tail follows the topic");

        await cluster.RecreateTopicAsync(topic, partitions: 1);
        cluster.Produce(topic, 0, Enumerable.Range(0, 40).Select(number => $"new {number}")); // more than before
        await Eventually.TrueAsync(
            () => tail.Received.Where(value => value.StartsWith("new", StringComparison.Ordinal)).Distinct().Count() == 40, "all records of the new topic are read");
        await cluster.AddPartitionsAsync(topic, 2);
        cluster.Produce(topic, 1, "added");

        await Eventually.TrueAsync(() => tail.Received.Contains("added"), "the added partition is read");
    }
}

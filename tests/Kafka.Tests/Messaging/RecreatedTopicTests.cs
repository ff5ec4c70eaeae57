using InMemoryKafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kafka.Tests.Messaging;

/// <summary>The consumed topic is deleted and created again, or gets partitions, while a service runs and while it does not.</summary>
public sealed class RecreatedTopicTests(KafkaCluster cluster)
{
    private const string Warning = "was deleted and created again";

    private readonly string _group = KafkaCluster.NewName("group");

    [Fact]
    public async Task At_least_once_all_records_of_the_new_topic_are_handled_and_its_offsets_are_committed()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(60));
        var recorder = new Recorder();
        await using var service = await (await recorder.SubscribeAsync(cluster, topic, _group)).ReadyAsync();
        await Eventually.TrueAsync(() => Committed(topic) == 60, "the records of the first topic are committed");

        await cluster.RecreateTopicAsync(topic, partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(100, from: 1_000)); // more than before: the client would continue at offset 60

        await Eventually.TrueAsync(
            () => recorder.Names.Distinct().Count(name => int.Parse(name) >= 1_000) == 100, "all records of the second topic are handled");
        await Eventually.TrueAsync(() => Committed(topic) == 100, "the records of the second topic are committed");
        Assert.Contains(service.Log, line => line.Contains(Warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_least_once_offsets_of_the_former_topic_are_not_committed_in_a_shorter_one()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(60));
        await using var service = await (await new Recorder().SubscribeAsync(cluster, topic, _group)).ReadyAsync();
        await Eventually.TrueAsync(() => Committed(topic) == 60, "the records of the first topic are committed");

        await cluster.RecreateTopicAsync(topic, partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(30));

        await Eventually.TrueAsync(() => Committed(topic) == 30, "the records of the second topic are committed");
    }

    [Fact]
    public async Task Exactly_once_each_record_of_both_topics_is_transformed_once()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        var (from, to) = (cluster.NewTopic(partitions: 2), cluster.NewTopic(partitions: 1));
        Produce(from, PageEvents.Numbered(60), PageEvents.Numbered(60, from: 100));
        await using var service = await (await TransformHost.StartAsync(cluster.Configuration, from, to, _group)).ReadyAsync();
        _ = cluster.Read(to, 120);

        await cluster.RecreateTopicAsync(from, partitions: 2);
        Produce(from, PageEvents.Numbered(200, from: 1_000), PageEvents.Numbered(20, from: 2_000));

        var names = TransformHost.Names(cluster.Read(to, 120 + 220));
        await Eventually.TrueAsync(() => cluster.Committed(from, _group) is { Count: 2 } committed && committed.Values.Sum() == 220, "the offsets are committed");
        names = TransformHost.Names(cluster.ReadToEnd(to));
        Assert.Equal(
            [.. Enumerable.Range(0, 60), .. Enumerable.Range(100, 60), .. Enumerable.Range(1_000, 200), .. Enumerable.Range(2_000, 20)],
            names.Order());
        Assert.Contains(service.Log, line => line.Contains(Warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_topic_that_is_missing_for_a_while_is_reported_and_then_read_from_its_beginning()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        var (from, to) = (cluster.NewTopic(partitions: 1), cluster.NewTopic(partitions: 1));
        cluster.Produce(from, 0, PageEvents.Numbered(60));
        await using var service = await (await TransformHost.StartAsync(cluster.Configuration, from, to, _group)).ReadyAsync();
        _ = cluster.Read(to, 60);

        await cluster.DeleteTopicAsync(from);
        await Eventually.TrueAsync(
            async () => (await service.HealthAsync()).Entries["topics"].Description?.Contains($"{from} does not exist", StringComparison.Ordinal) is true,
            "the health names the missing topic");
        await cluster.CreateTopicAgainAsync(from, partitions: 1);
        cluster.Produce(from, 0, PageEvents.Numbered(100, from: 1_000));
        _ = cluster.Read(to, 160);

        await service.ReadyAsync();
        Assert.Equal([.. Enumerable.Range(0, 60), .. Enumerable.Range(1_000, 100)], TransformHost.Names(cluster.ReadToEnd(to)).Order());
    }

    [Fact]
    public async Task A_topic_that_is_recreated_while_the_service_is_down_is_read_from_its_beginning()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        var (from, to) = (cluster.NewTopic(partitions: 1), cluster.NewTopic(partitions: 1));
        cluster.Produce(from, 0, PageEvents.Numbered(60));
        await using (await (await TransformHost.StartAsync(cluster.Configuration, from, to, _group)).ReadyAsync())
        {
            _ = cluster.Read(to, 60);
        }

        await cluster.RecreateTopicAsync(from, partitions: 1);
        cluster.Produce(from, 0, PageEvents.Numbered(100, from: 1_000));
        await using var again = await TransformHost.StartAsync(cluster.Configuration, from, to, _group);

        _ = cluster.Read(to, 160);
        Assert.Equal([.. Enumerable.Range(0, 60), .. Enumerable.Range(1_000, 100)], TransformHost.Names(cluster.ReadToEnd(to)).Order());
    }

    [Fact]
    public async Task Partitions_that_are_added_are_consumed_within_seconds()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        var topic = cluster.NewTopic(partitions: 1);
        var recorder = new Recorder();
        await using var service = await (await recorder.SubscribeAsync(cluster, topic, _group)).ReadyAsync();

        await cluster.AddPartitionsAsync(topic, 3);
        cluster.Produce(topic, 2, PageEvents.Numbered(10));

        await Eventually.TrueAsync(() => recorder.Handled.Count == 10, "the records of the new partition are handled");
    }

    [Fact]
    public async Task An_outage_is_no_deletion()
    {
        var recorder = new Recorder();
        using var own = new InMemoryCluster();
        using var local = new KafkaCluster(own);
        var topic = local.NewTopic(partitions: 1);
        local.Produce(topic, 0, PageEvents.Numbered(10));
        await using var service = await (await recorder.SubscribeAsync(local, topic, _group, ("Kafka:Topics:WatchInterval", "00:00:00.100"))).ReadyAsync();
        await Eventually.TrueAsync(() => recorder.Handled.Count == 10, "all records are handled");

        own.SetBrokerDown();
        await Eventually.TrueAsync(async () => (await service.HealthAsync()).Entries["kafka"].Status is HealthStatus.Unhealthy, "the outage is noticed");
        var during = (await service.HealthAsync()).Entries["topics"];
        own.SetBrokerUp();
        local.Produce(topic, 0, PageEvents.Numbered(10, from: 10));

        await Eventually.TrueAsync(() => recorder.Handled.Count >= 20, "all records are handled");
        Assert.Equal(HealthStatus.Healthy, during.Status);
        Assert.DoesNotContain(service.Log, line => line.Contains(Warning, StringComparison.Ordinal) || line.Contains("does not exist", StringComparison.Ordinal));
    }

    private long Committed(string topic) => cluster.Committed(topic, _group).Values.Sum();

    private void Produce(string topic, IEnumerable<string> first, IEnumerable<string> second)
    {
        cluster.Produce(topic, 0, first);
        cluster.Produce(topic, 1, second);
    }
}

using Confluent.Kafka;
using Confluent.Kafka.Admin;
using LocalProcesses.Kafka;
using Messaging.Clients;
using Messaging.Topics;

namespace Kafka.Tests.Messaging;

/// <summary>A partition whose only broker is away has no leader and no in-sync replicas.</summary>
[Collection(nameof(NonParallel))]
public sealed class LeaderlessTopicTests : IAsyncLifetime
{
    private ApacheKafkaCluster? _kafka;

    public async ValueTask InitializeAsync() => _kafka = await ThreeBrokers.StartAsync();

    [Fact]
    public async Task A_topic_without_leader_does_not_end_the_process_and_other_topics_are_described_meanwhile()
    {
        Assert.SkipWhen(_kafka is null, ThreeBrokers.Required);

        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers })
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
        var lost = _kafka.Brokers[^1];
        var other = _kafka.Brokers[0].Id;
        await admin.CreateTopicsAsync([New("leaderless", lost.Id), New("other", other)]);
        using var metadata = new ClusterMetadata(admin);
        using var describer = new TopicDescriber(producer, metadata);
        await Eventually.TrueAsync(async () => await PartitionsAsync(describer, "leaderless") == 1, "the topic is described");

        await lost.KillAsync();
        await Eventually.TrueAsync(
            () => admin.GetMetadata("leaderless", KafkaCluster.Timeout).Topics.Single().Partitions.Single().Leader == -1, "it has no leader");
        await PartitionsAsync(describer, "leaderless");
        await PartitionsAsync(describer, "leaderless");
        await Eventually.TrueAsync(async () => await PartitionsAsync(describer, "other") == 1, "another topic is described");

        await lost.StartAsync();
        await Eventually.TrueAsync(async () => await PartitionsAsync(describer, "leaderless") == 1, "the topic is described again");
    }

    public async ValueTask DisposeAsync()
    {
        if (_kafka is not null) await _kafka.DisposeAsync();
    }

    private static TopicSpecification New(string name, int broker) =>
        new() { Name = name, NumPartitions = 1, ReplicasAssignments = new() { [0] = [broker] } };

    /// <summary>The number of partitions; null when the cluster does not tell.</summary>
    private static async Task<int?> PartitionsAsync(TopicDescriber describer, string topic)
    {
        try
        {
            return (await describer.DescribeAsync(topic, TimeSpan.FromSeconds(2))).State.Partitions;
        }
        catch (KafkaException)
        {
            return null;
        }
    }
}

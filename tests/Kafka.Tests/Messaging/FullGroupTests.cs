using Confluent.Kafka;
using LocalProcesses.Kafka;

namespace Kafka.Tests.Messaging;

/// <summary>Groups that may have one member, on an Apache Kafka of their own.</summary>
public sealed class FullGroupTests(FullGroupTests.ClusterOfSingleMembers own) : IClassFixture<FullGroupTests.ClusterOfSingleMembers>
{
    private readonly string _group = KafkaCluster.NewName("group");
    private readonly Recorder _recorder = new();

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task An_instance_says_that_its_group_is_full_and_joins_when_another_one_has_left(GroupProtocol protocol)
    {
        Assert.SkipWhen(ApacheKafkaCluster.Home is null, "The in-memory cluster does not limit groups. Set KAFKA_HOME.");

        var cluster = own.Cluster.With(protocol);
        var topic = cluster.NewTopic(partitions: 2);
        await using var first = await (await _recorder.SubscribeAsync(cluster, topic, _group)).ReadyAsync();
        await using var second = await _recorder.SubscribeAsync(cluster, topic, _group);

        var reason = $"Group {_group} has as many members as the cluster allows (group.max.size, group.consumer.max.size). Stop instances, or raise the limit";
        await second.UnhealthyAsync("consumer", reason);
        await first.ReadyAsync();
        await first.StopAsync();

        await second.ReadyAsync();
        Assert.Single(second.Log, line => line.Contains(": The consumer ", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
        cluster.Produce(topic, 0, PageEvents.Numbered(1));
        await Eventually.TrueAsync(() => _recorder.Handled.Count == 1, "the record is handled");
    }

    /// <summary>An Apache Kafka whose groups have one member at most.</summary>
    public sealed class ClusterOfSingleMembers : IAsyncLifetime
    {
        private ApacheKafkaCluster? _kafka;

        public KafkaCluster Cluster => new(_kafka!);

        public async ValueTask InitializeAsync()
        {
            if (ApacheKafkaCluster.Home is null) return;

            _kafka = await ApacheKafkaCluster.StartAsync(new()
            {
                Heap = "-Xms128M -Xmx512M",
                Settings = new Dictionary<string, string> { ["group.max.size"] = "1", ["group.consumer.max.size"] = "1" },
            });
        }

        public async ValueTask DisposeAsync()
        {
            if (_kafka is not null) await _kafka.DisposeAsync();
        }
    }
}

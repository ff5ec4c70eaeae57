using Confluent.Kafka;
using InMemoryKafka;
using Messaging.Consuming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kafka.Tests.Messaging;

/// <summary>What happens to records while members join and leave a group.</summary>
public class RebalanceTests(KafkaCluster cluster)
{
    private readonly string _group = KafkaCluster.NewName("group");
    private readonly Recorder _recorder = new();

    [Fact]
    public async Task Members_that_come_and_go_under_load_lose_nothing()
    {
        const int Count = 20_000;
        var topic = cluster.NewTopic(partitions: 4);
        await using var first = await SubscribeAsync(cluster, topic);
        var load = Task.Run(() =>
        {
            using var producer = cluster.NewProducer();
            for (var number = 0; number < Count; number++)
            {
                producer.Produce(new TopicPartition(topic, number % 4), new() { Value = PageEvents.Json($"{number}") });
                if (number % 1_000 == 0) producer.Flush();
            }

            producer.Flush();
        });

        for (var round = 0; round < 3; round++)
        {
            var before = _recorder.Handled.Count;
            await using var other = await (await SubscribeAsync(cluster, topic)).ReadyAsync();
            await Eventually.TrueAsync(() => _recorder.Handled.Count > before || load.IsCompleted, "the stream continues");
        }

        await load;
        await Eventually.TrueAsync(() => _recorder.Names.Distinct().Count() == Count, "every record is handled");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_record_in_flight_is_not_lost_whichever_partition_moves(int partition)
    {
        var topic = cluster.NewTopic(partitions: 2);
        var (begun, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        _recorder.Before = async (record, cancelled) =>
        {
            if (record.Value.Name == "slow" && begun.TrySetResult()) await finish.Task.WaitAsync(cancelled);
        };
        await using var first = await (await SubscribeAsync(cluster, topic)).ReadyAsync();
        cluster.Produce(topic, partition, PageEvents.Json("slow"), PageEvents.Json("after"));
        await begun.Task;

        await using var second = await (await SubscribeAsync(cluster, topic)).ReadyAsync();
        await Eventually.TrueAsync(() => Partitions(second) == 1, "a partition has moved: not that of the record, or after it was cancelled");
        finish.SetResult();

        await Eventually.TrueAsync(() => _recorder.Names.Contains("after"), "the next record is handled");
        Assert.Contains("slow", _recorder.Names);
        Assert.Equal("after", _recorder.Names.Last());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_record_in_flight_is_finished_before_its_partition_moves_and_not_repeated(int partition)
    {
        var topic = cluster.NewTopic(partitions: 2);
        var (begun, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        _recorder.Before = async (_, cancelled) =>
        {
            begun.TrySetResult();
            await finish.Task.WaitAsync(cancelled);
        };
        var settings = ("Kafka:Consumer:HandlerShutdownTimeout", "00:00:10");
        await using var first = await (await SubscribeAsync(cluster, topic, settings)).ReadyAsync();
        cluster.Produce(topic, partition, PageEvents.Numbered(1));
        await begun.Task;

        await using var second = await SubscribeAsync(cluster, topic, settings); // may join only after the first member has revoked the partition
        await Eventually.TrueAsync(() => Partitions(second) == 1 || Recorder.IsWaitedFor(first), "the other partition has moved, or this one has to wait");
        finish.SetResult();
        await Eventually.TrueAsync(() => !_recorder.Handled.IsEmpty, "the record is handled");
        await first.StopAsync();
        await second.StopAsync();

        Assert.Single(_recorder.Attempts);
        Assert.Equal(1, cluster.Committed(topic, _group)[partition]);
    }

    [Fact]
    public async Task A_handover_in_order_repeats_nothing()
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.Produce(topic, 0, PageEvents.Numbered(50));
        cluster.Produce(topic, 1, PageEvents.Numbered(50, from: 50));
        var noCommitByTime = ("Aspire:Confluent:Kafka:Consumer:Config:AutoCommitIntervalMs", "3600000");
        await using var first = await SubscribeAsync(cluster, topic, noCommitByTime);
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 100, "the first member handles all");

        await using var second = await (await SubscribeAsync(cluster, topic, noCommitByTime)).ReadyAsync();
        cluster.Produce(topic, 0, PageEvents.Json("100"));
        cluster.Produce(topic, 1, PageEvents.Json("101"));
        await Eventually.TrueAsync(() => _recorder.Names.Contains("100") && _recorder.Names.Contains("101"), "both members continue");

        Assert.Equal(102, _recorder.Handled.Count);
    }

    [Fact]
    public async Task Processing_of_a_lost_partition_is_cancelled_and_its_record_is_redelivered()
    {
        Assert.SkipWhen(cluster.Protocol is GroupProtocol.Consumer, "Without its coordinator, a member keeps its partitions with this protocol.");
        using var own = new InMemoryCluster();
        using var local = new KafkaCluster(own).With(cluster.Protocol);
        var topic = local.NewTopic(partitions: 1);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _recorder.Before = async (record, token) =>
        {
            if (cancelled.Task.IsCompleted) return;
            try
            {
                await NeverCompletes.UntilAsync(token);
            }
            finally
            {
                cancelled.TrySetResult();
            }
        };
        await using var service = await (await SubscribeAsync(local, topic)).ReadyAsync();
        local.Produce(topic, 0, PageEvents.Numbered(2));
        await Eventually.TrueAsync(() => !_recorder.Attempts.IsEmpty, "the work has begun");

        own.SetBrokerDown();
        await cancelled.Task.WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        await Eventually.TrueAsync(async () => (await service.HealthAsync()).Entries["consumer"].Status is HealthStatus.Unhealthy, "it is no longer a member");
        own.SetBrokerUp();

        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 2, "both records are handled");
        Assert.Equal(["0", "1"], _recorder.Names);
    }

    [Fact]
    public async Task The_lag_counts_the_record_in_flight_and_all_behind_it()
    {
        var topic = cluster.NewTopic(partitions: 1);
        var finish = new TaskCompletionSource();
        _recorder.Before = async (_, _) => await finish.Task;
        cluster.Produce(topic, 0, PageEvents.Numbered(50));
        await using var service = await (await SubscribeAsync(cluster, topic)).ReadyAsync();

        await Eventually.TrueAsync(async () => await LagAsync() == 50, "the lag is 50");
        finish.SetResult();
        await Eventually.TrueAsync(async () => await LagAsync() == 0, "the lag is 0");

        async Task<long> LagAsync() => (long)(await service.HealthAsync()).Entries["consumer"].Data["lag"];
    }

    private static int Partitions(TestService service) => service.Services.GetRequiredService<ISubscriptionStatus>().Partitions.Count;

    private Task<TestService> SubscribeAsync(KafkaCluster kafka, string topic, params (string Key, string Value)[] settings) =>
        _recorder.SubscribeAsync(kafka, topic, _group, [("Kafka:Consumer:HandlerShutdownTimeout", "00:00:00.300"), .. settings]);
}

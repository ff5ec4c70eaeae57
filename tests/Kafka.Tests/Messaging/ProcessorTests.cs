using System.Text.Json;
using Confluent.Kafka;
using InMemoryKafka;
using Messaging.Consuming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kafka.Tests.Messaging;

public class ProcessorTests(KafkaCluster cluster)
{
    private readonly string _group = KafkaCluster.NewName("group");

    [Fact]
    public async Task A_restarted_service_continues_with_the_state_that_it_had()
    {
        var (from, to) = (cluster.NewTopic(partitions: 2), cluster.NewTopic(partitions: 2));
        cluster.Produce(from, 0, PageEvents.Numbered(10));
        cluster.Produce(from, 1, PageEvents.Numbered(20));
        await using (await new RunningTotals().StartAsync(cluster, from, to, _group))
        {
            Counted(to, 10, 20);
        }

        cluster.Produce(from, 0, PageEvents.Numbered(5));
        await using var again = await new RunningTotals().StartAsync(cluster, from, to, _group);

        Counted(to, 15, 20);
    }

    [Fact]
    public async Task A_partition_whose_state_is_not_there_yet_holds_up_no_other()
    {
        var (from, to) = (cluster.NewTopic(partitions: 2), cluster.NewTopic(partitions: 2));
        cluster.Produce(from, 0, PageEvents.Numbered(10));
        cluster.Produce(from, 1, PageEvents.Numbered(20));
        var there = new TaskCompletionSource();
        var totals = new RunningTotals { BeforeRestore = (partition, stop) => partition == 0 ? there.Task.WaitAsync(stop) : Task.CompletedTask };
        await using var service = await totals.StartAsync(cluster, from, to, _group);

        Counted(to, 0, 20);
        Assert.Equal([(0, false), (1, true)], Status(service));

        there.SetResult();
        Counted(to, 10, 20);
        await Eventually.TrueAsync(() => Status(service) is [(0, true), (1, true)], "both partitions run");
    }

    [Fact]
    public async Task Records_that_come_while_the_state_is_restored_are_processed_afterwards()
    {
        var (from, to) = (cluster.NewTopic(partitions: 1), cluster.NewTopic(partitions: 1));
        var there = new TaskCompletionSource();
        await using var service = await new RunningTotals { BeforeRestore = (_, stop) => there.Task.WaitAsync(stop) }.StartAsync(cluster, from, to, _group);
        await Eventually.TrueAsync(() => Status(service) is [(0, false)], "the partition is restored");

        for (var i = 0; i < 5; i++) cluster.Produce(from, 0, PageEvents.Numbered(10, i * 10));
        there.SetResult();

        Counted(to, 50);
    }

    [Fact]
    public async Task An_aborted_transaction_restores_the_state()
    {
        using var own = new InMemoryCluster();
        using var local = new KafkaCluster(own).With(cluster.Protocol);
        var (from, to) = (local.NewTopic(partitions: 1), local.NewTopic(partitions: 1));
        var totals = new RunningTotals();
        await using var service = await (await totals.StartAsync(local, from, to, _group)).ReadyAsync();
        await Eventually.TrueAsync(() => Status(service) is [(0, true)], "the partition runs");
        own.PushRequestErrors(ApiKey.AddPartitionsToTransaction, ErrorCode.TopicAuthorizationFailed); // the cluster rejects all records of the transaction

        local.Produce(from, 0, PageEvents.Numbered(100));

        Counted(local, to, 100);
        Assert.Contains(service.Log, line => line.Contains("Its records will be processed again", StringComparison.Ordinal));
        Assert.Equal([0], totals.Discarded);
        Assert.Equal([(0, null), (0, null)], totals.Restored);
    }

    [Fact]
    public async Task A_partition_that_moves_takes_its_state_along()
    {
        var (from, to) = (cluster.NewTopic(partitions: 2), cluster.NewTopic(partitions: 2));
        cluster.Produce(from, 0, PageEvents.Numbered(10));
        cluster.Produce(from, 1, PageEvents.Numbered(20));
        var first = new RunningTotals();
        await using var one = await first.StartAsync(cluster, from, to, _group);
        Counted(to, 10, 20);
        await Eventually.TrueAsync(() => cluster.Committed(from, _group).Values.Sum() == 30, "the offsets are committed");

        await using var two = await (await new RunningTotals().StartAsync(cluster, from, to, _group)).ReadyAsync();
        await Eventually.TrueAsync(() => Status(two) is [(_, true)], "the second instance has one partition");
        cluster.Produce(from, 0, PageEvents.Numbered(1));
        cluster.Produce(from, 1, PageEvents.Numbered(1));

        Counted(to, 11, 21);
        Assert.Equal(Status(two).Select(it => it.Partition), first.Discarded);
    }

    [Fact]
    public async Task An_instance_takes_no_partition_from_others_before_it_is_warm()
    {
        var (from, to) = (cluster.NewTopic(partitions: 2), cluster.NewTopic(partitions: 2));
        await using var one = await (await new RunningTotals().StartAsync(cluster, from, to, _group)).ReadyAsync();
        await Eventually.TrueAsync(() => Status(one) is [(0, true), (1, true)], "the first instance has both partitions");
        var warm = new TaskCompletionSource();

        await using var two = await new RunningTotals { WarmUp = warm.Task }.StartAsync(cluster, from, to, _group);
        cluster.Produce(from, 0, PageEvents.Numbered(10));
        cluster.Produce(from, 1, PageEvents.Numbered(20));

        Counted(to, 10, 20);
        Assert.Equal(HealthStatus.Unhealthy, (await two.HealthAsync()).Entries["consumer"].Status);
        warm.SetResult();
        await Eventually.TrueAsync(() => Status(two) is [(_, true)], "the second instance has one partition");
    }

    [Fact]
    public async Task State_of_a_partition_revoked_while_it_is_restored_is_discarded()
    {
        var (from, to) = (cluster.NewTopic(partitions: 1), cluster.NewTopic(partitions: 1));
        var cancelled = new TaskCompletionSource();
        var totals = new RunningTotals
        {
            BeforeRestore = (_, stop) =>
            {
                stop.Register(cancelled.SetResult);
                return NeverCompletes.UntilAsync(stop);
            },
        };
        await using var service = await totals.StartAsync(cluster, from, to, _group);
        await Eventually.TrueAsync(() => Status(service) is [(0, false)], "the partition is restored");

        await service.StopAsync();

        await cancelled.Task.WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        Assert.Equal([0], totals.Discarded);
        Assert.Empty(totals.Restored);
    }

    [Fact]
    public async Task Where_the_table_has_too_few_partitions_only_the_others_wait_with_advice_and_lag()
    {
        var (from, to) = (cluster.NewTopic(partitions: 2), cluster.NewTopic(partitions: 1));
        cluster.Produce(from, 0, PageEvents.Numbered(10));
        cluster.Produce(from, 1, PageEvents.Numbered(20));

        await using var service = await new RunningTotals().StartAsync(cluster, from, to, _group, ("Topics:Create", "false"));

        Counted(to, 10);
        await Eventually.TrueAsync(
            () => service.Services.GetRequiredService<ISubscriptionStatus>().Partitions is
                [{ Running: true, Lag: 0 }, { Running: false, Lag: 20, LagTime.Ticks: > 0 }],
            "the second partition waits, with its lag");
        await Eventually.TrueAsync(() => service.Log.Any(line => line.Contains("Add partitions to", StringComparison.Ordinal)), "the refusal is logged");
        var topics = (await service.HealthAsync()).Entries["topics"];
        Assert.Equal(HealthStatus.Degraded, topics.Status);
        Assert.Equal(
            $"The records of {from} [1] wait, because {to} has only 1 partition. The service could not add partitions: Topics:Create is false. "
            + $"Add partitions to {to}, 2 in total, or let the service do it.",
            topics.Description);
        if (!KafkaCluster.IsReal) return; // nobody can add partitions to the in-memory cluster

        await cluster.AddPartitionsAsync(to, 2);
        Counted(to, 10, 20);
        await service.ReadyAsync();
    }

    [Fact]
    public async Task A_service_is_ready_once_its_table_is_read()
    {
        using var own = new InMemoryCluster();
        using var local = new KafkaCluster(own).With(cluster.Protocol);
        var (from, to) = (local.NewTopic(partitions: 1), local.NewTopic(partitions: 1));
        own.SetRoundTripTime(TimeSpan.FromMilliseconds(200)); // so that the service is not ready immediately

        await using var service = await new RunningTotals().StartAsync(local, from, to, _group);

        Assert.Equal(HealthStatus.Unhealthy, (await service.HealthAsync()).Entries["table"].Status);
        await Eventually.TrueAsync(async () => (await service.HealthAsync()).Entries["table"].Status is HealthStatus.Healthy, "the table is read");
    }

    private static IReadOnlyList<(int Partition, bool Running)> Status(TestService service) =>
        [.. service.Services.GetRequiredService<ISubscriptionStatus>().Partitions.Select(it => (it.Partition, it.Running))];

    private void Counted(string topic, params long[] expected) => Counted(cluster, topic, expected);

    /// <summary>Waits until the last total of each partition is as expected, and checks that no other total follows.</summary>
    private static void Counted(KafkaCluster cluster, string topic, params long[] expected)
    {
        _ = cluster.Read(topic, records => Totals(records, expected.Length).SequenceEqual(expected));

        Assert.Equal(expected, Totals(cluster.ReadToEnd(topic), expected.Length));
    }

    private static IEnumerable<long> Totals(IReadOnlyList<ConsumeResult<byte[], byte[]>> records, int partitions) =>
        from partition in Enumerable.Range(0, partitions)
        let last = records.LastOrDefault(record => record.Partition.Value == partition)
        select last is null ? 0 : JsonSerializer.Deserialize<Total>(last.Message.Value)!.Count;
}

using System.Text.Json;
using Confluent.Kafka;

namespace Kafka.Tests.KafkaConsole.Groups;

public sealed class LagTests(KafkaCluster cluster)
{
    private readonly string _topic = cluster.NewTopic(partitions: 1);
    private readonly string _group = KafkaCluster.NewName("group");

    [Fact]
    public async Task A_transaction_marker_and_aborted_records_are_no_lag()
    {
        Assert.SkipWhen(!KafkaCluster.IsReal, "The in-memory cluster has neither groups nor transaction markers.");
        Produce(records: 2, isCommitted: true);
        Commit(2);
        await using var console = await RunningConsole.StartAsync(cluster);

        await Eventually.TrueAsync(async () => await LagAsync(console) == (0, false, 0), "a marker is no lag");

        Produce(records: 5, isCommitted: false);
        await Eventually.TrueAsync(async () => await LagAsync(console) == (0, false, 0), "aborted records are no lag");

        Produce(records: 3, isCommitted: true);
        await Eventually.TrueAsync(
            async () => await LagAsync(console) is { Records: 3, IsUpperBound: false, Seconds: >= 0 and < 300 }, "three records are the lag");
    }

    [Fact]
    public async Task Groups_that_share_a_partition_have_their_own_lag()
    {
        Assert.SkipWhen(!KafkaCluster.IsReal, "The in-memory cluster does not implement the admin API.");
        Produce(records: 4, isCommitted: true);
        var other = KafkaCluster.NewName("group");
        Commit(1);
        Commit(4, other);
        await using var console = await RunningConsole.StartAsync(cluster);

        await Eventually.TrueAsync(
            async () =>
            {
                var groups = (await console.GetAsync("groups")).EnumerateArray().ToDictionary(
                    group => group.GetProperty("name").GetString()!, group => group.GetProperty("lagRecords").GetRawText());
                return (groups[_group], groups[other]) == ("3", "0"); // null while it is being counted
            },
            "each group has its lag");
    }

    [Fact]
    public async Task A_long_lag_counts_offsets_and_says_so()
    {
        Assert.SkipWhen(!KafkaCluster.IsReal, "The in-memory cluster does not implement the admin API.");
        Produce(records: 1_500, isCommitted: true);
        Commit(0);
        await using var console = await RunningConsole.StartAsync(cluster);

        await Eventually.TrueAsync(
            async () => await LagAsync(console) is { Records: 1_501, IsUpperBound: true, Seconds: not null }, "the lag is an upper bound");
    }

    [Fact]
    public async Task Every_group_of_a_partition_has_the_time_of_its_lag_however_far_behind_it_is()
    {
        Assert.SkipWhen(!KafkaCluster.IsReal, "The in-memory cluster does not implement the admin API.");
        foreach (var age in (int[])[10_000, 5_000, 1_000]) Produce(records: 700, isCommitted: true, TimeSpan.FromSeconds(age));
        var (middle, near) = (KafkaCluster.NewName("group"), KafkaCluster.NewName("group"));
        Commit(0);
        Commit(701, middle);
        Commit(2_000, near);

        await Eventually.TrueAsync(
            async () =>
            {
                await using var console = await RunningConsole.StartAsync(cluster); // which has not counted anything before
                var groups = (await console.GetAsync("groups")).EnumerateArray().ToDictionary(
                    group => group.GetProperty("name").GetString()!, group => group.GetProperty("lagSeconds"));
                return groups[_group].ValueKind is JsonValueKind.Number && groups[_group].GetDouble() is > 9_999 and < 11_000
                    && groups[middle].ValueKind is JsonValueKind.Number && groups[middle].GetDouble() is > 4_999 and < 6_000
                    && groups[near].ValueKind is JsonValueKind.Number && groups[near].GetDouble() is > 999 and < 2_000;
            },
            "each group has the time of its first record");
    }

    /// <summary>Returns the lag of the group, without a number of records while they are being counted.</summary>
    private async Task<(long? Records, bool IsUpperBound, double? Seconds)> LagAsync(RunningConsole console)
    {
        var group = await console.GetAsync($"groups/{_group}");
        var (records, seconds) = (group.GetProperty("lagRecords"), group.GetProperty("lagSeconds"));
        return (
            records.ValueKind is JsonValueKind.Null ? null : records.GetInt64(),
            group.GetProperty("lagIsUpperBound").GetBoolean(),
            seconds.ValueKind is JsonValueKind.Null ? null : seconds.GetDouble());
    }

    private void Produce(int records, bool isCommitted, TimeSpan age = default)
    {
        var time = new Timestamp(TimeProvider.System.GetUtcNow() - age);
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = cluster.BootstrapServers,
            TransactionalId = KafkaCluster.NewName("writer"),
        }).Build();
        producer.InitTransactions(KafkaCluster.Timeout);
        producer.BeginTransaction();
        for (var record = 0; record < records; record++)
        {
            producer.Produce(new TopicPartition(_topic, 0), new() { Value = "x", Timestamp = time });
        }

        producer.Flush(KafkaCluster.Timeout);
        if (isCommitted) producer.CommitTransaction(KafkaCluster.Timeout);
        else producer.AbortTransaction(KafkaCluster.Timeout);
    }

    private void Commit(long offset, string? group = null)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = cluster.BootstrapServers,
            GroupId = group ?? _group,
        }).Build();
        consumer.Commit([new TopicPartitionOffset(_topic, 0, offset)]);
    }
}

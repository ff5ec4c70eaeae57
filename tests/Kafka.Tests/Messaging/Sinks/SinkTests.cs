using System.Text;
using Kafka.Tests.SinkService;
using Messaging.DeadLetters;

namespace Kafka.Tests.Messaging.Sinks;

/// <summary>Each record becomes a row once, whatever happens to the instances, the database and the group.</summary>
public abstract class SinkTests(KafkaCluster cluster, Databases databases) : IAsyncLifetime
{
    private SinkHost _sink = null!;

    public async ValueTask InitializeAsync() => _sink = await SinkHost.CreateAsync(cluster.NewTopic(partitions: 2), databases);

    public async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Each_record_becomes_a_row_and_the_offsets_of_the_group_follow()
    {
        Produce(PageEvents.Numbered(100), PageEvents.Numbered(50, from: 100));
        await using var service = await (await _sink.StartAsync(cluster)).ReadyAsync();

        await _sink.HasAsync(150);
        Assert.Equal(Enumerable.Range(0, 150).Select(number => $"{number}"), await _sink.PagesAsync());
        Assert.Equal(150, await _sink.PositionAsync());
        await Eventually.TrueAsync(() => Committed() == 150, "the group has the offsets");
        Assert.Equal(0, service.ConsumerState.Lag.Sum(partition => partition.Records));
    }

    [Fact]
    public async Task A_backlog_is_written_in_many_transactions()
    {
        Produce(PageEvents.Numbered(2_500), PageEvents.Numbered(2_500, from: 2_500));
        await using var service = await _sink.StartAsync(cluster, ("Kafka:Consumer:TransactionMaxRecords", "100"));

        await _sink.HasAsync(5_000);
    }

    [Fact]
    public async Task An_instance_continues_at_the_position_in_the_database_whatever_the_group_has_committed()
    {
        Produce(PageEvents.Numbered(100), PageEvents.Numbered(100, from: 100));
        await using (await _sink.StartAsync(cluster)) await _sink.HasAsync(200);
        await _sink.ExecuteAsync("delete from pages where record_offset >= 60; update sink_positions set next_offset = 60");

        await using var service = await _sink.StartAsync(cluster);

        await _sink.HasAsync(200);
        await Eventually.TrueAsync(() => Committed() == 200, "the group has the offsets");
    }

    [Fact]
    public async Task Tombstones_and_records_that_are_not_JSON_have_no_row_and_hold_up_no_other()
    {
        Produce([PageEvents.Json("1"), "garbage", PageEvents.Json("2"), null], ["more garbage", null]);
        await using var service = await (await _sink.StartAsync(cluster)).ReadyAsync();

        await _sink.HasAsync(2);
        await Eventually.TrueAsync(async () => await _sink.PositionAsync() == 6, "all records are behind the positions");
        Assert.Equal(["garbage", "more garbage"], DeadLetters(2).Order());
        await Eventually.TrueAsync(() => service.ConsumerState.Lag.Sum(partition => partition.Records) == 0, "nothing waits");
    }

    [Fact]
    public async Task Rows_that_the_database_refuses_are_dead_letters_with_its_reason_and_all_others_are_written()
    {
        Produce(
            [.. PageEvents.Numbered(100), PageEvents.Json("refused 1"), .. PageEvents.Numbered(100, from: 100), PageEvents.Json("refused 2")],
            [PageEvents.Json("refused 3")]);
        await using var service = await _sink.StartAsync(cluster);

        await _sink.HasAsync(200);
        var letters = cluster.Read(DeadLetterTopic.NameOf(_sink.Topic, _sink.Group), 3);
        Assert.Equal(3, letters.Count);
        Assert.All(letters, letter => Assert.Contains(
            "constraint", Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(DeadLetterHeaders.Message)), StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => await _sink.PositionAsync() == 203, "all records are behind the positions");
    }

    [Fact]
    public async Task While_the_database_is_away_the_instance_stays_in_its_group_and_says_why_nothing_is_written()
    {
        await using var service = await (await _sink.StartAsync(cluster, ("Kafka:Consumer:TransactionMaxRecords", "10"))).ReadyAsync();
        Produce(PageEvents.Numbered(10), []);
        await _sink.HasAsync(10);

        await _sink.ExecuteAsync("alter table pages rename to away");
        Produce(PageEvents.Numbered(500, from: 10), []);
        await service.UnhealthyAsync("sink", "pages");
        await Eventually.TrueAsync(() => service.ConsumerState.Lag.Sum(partition => partition.Records) == 500, "all records wait");
        Assert.Equal(2, service.ConsumerState.Assigned?.Count);

        await _sink.ExecuteAsync("alter table away rename to pages");
        await service.ReadyAsync();
        await _sink.HasAsync(510);
        Assert.Single(service.Log, line => line.StartsWith("Warning: The records of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_instance_whose_partition_was_claimed_by_another_one_writes_nothing_more_until_it_has_claimed_it_again()
    {
        await using var service = await (await _sink.StartAsync(cluster)).ReadyAsync();
        Produce(PageEvents.Numbered(10), []);
        await _sink.HasAsync(10);

        await _sink.ExecuteAsync("update sink_positions set epoch = epoch + 1, next_offset = 15 where topic_partition = 0"); // another instance has written 5 more
        Produce(PageEvents.Numbered(10, from: 10), PageEvents.Numbered(10, from: 100));

        await _sink.HasAsync(25);
        Assert.Equal(Enumerable.Range(0, 10).Concat(Enumerable.Range(15, 5)).Concat(Enumerable.Range(100, 10)).Select(number => $"{number}"), await _sink.PagesAsync());
        Assert.Contains(service.Log, line => line.Contains("another instance has claimed it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_instances_that_come_and_go_under_load_write_each_row_once()
    {
        const int Count = 20_000;
        await using var first = await _sink.StartAsync(cluster, ("Kafka:Consumer:TransactionMaxRecords", "500"));
        var load = Task.Run(() =>
        {
            using var producer = cluster.NewProducer();
            for (var number = 0; number < Count; number++)
            {
                producer.Produce(new Confluent.Kafka.TopicPartition(_sink.Topic, number % 2), new() { Value = PageEvents.Json($"{number}") });
                if (number % 1_000 == 0) producer.Flush();
            }

            producer.Flush();
        });

        for (var round = 0; round < 3; round++)
        {
            await using var second = await (await _sink.StartAsync(cluster)).ReadyAsync();
            await Eventually.TrueAsync(() => second.ConsumerState.Assigned?.Count == 1, "a partition has moved");
        }

        await load;
        await _sink.HasAsync(Count);
    }

    [Fact]
    public async Task A_stop_writes_what_was_received()
    {
        await using var service = await (await _sink.StartAsync(cluster, ("Kafka:Consumer:TransactionInterval", "00:01:00"))).ReadyAsync();
        Produce(PageEvents.Numbered(10), []);
        await Eventually.TrueAsync(() => service.ConsumerState.Lag.Sum(partition => partition.Records) == 10, "the records are received");
        await service.StopAsync();

        await _sink.HasAsync(10);
        Assert.Equal(10, Committed());
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_database_that_does_not_answer()
    {
        await using var service = await (await _sink.StartAsync(cluster)).ReadyAsync();
        await using (await _sink.BlockAsync())
        {
            Produce(PageEvents.Numbered(10), []);
            await Eventually.TrueAsync(() => service.ConsumerState.Lag.Sum(partition => partition.Records) == 10, "the records are received");
            await service.StopAsync();
        }

        await using var next = await _sink.StartAsync(cluster);
        await _sink.HasAsync(10);
    }

    [Fact]
    public async Task A_stop_while_batches_wait_for_the_database_loses_no_record()
    {
        await using var service = await (await _sink.StartAsync(cluster, ("Kafka:Consumer:TransactionMaxRecords", "10"))).ReadyAsync();
        await _sink.ExecuteAsync("alter table pages rename to away");
        Produce(PageEvents.Numbered(50), []);
        await service.UnhealthyAsync("sink", "pages"); // the first batch waits, the second one is full, and a record waits behind it

        var stopped = service.StopAsync();
        await _sink.ExecuteAsync("alter table away rename to pages");
        await stopped;

        await using var next = await _sink.StartAsync(cluster);
        await _sink.HasAsync(50);
        await Eventually.TrueAsync(async () => await _sink.PositionAsync() == 50, "all records are behind the positions");
    }

    [Fact]
    public async Task The_committed_offset_of_the_group_follows_a_position_that_was_set_back()
    {
        Produce(PageEvents.Numbered(100), PageEvents.Numbered(100, from: 100));
        await using (await _sink.StartAsync(cluster)) await _sink.HasAsync(200);
        await _sink.ExecuteAsync("delete from pages where record_offset >= 60");
        await _sink.ExecuteAsync("update sink_positions set next_offset = 60");
        await _sink.ExecuteAsync("alter table pages rename to away");

        await using var service = await _sink.StartAsync(cluster);

        await Eventually.TrueAsync(() => Committed() == 120, "the group has the positions");
        await _sink.ExecuteAsync("alter table away rename to pages");
        await _sink.HasAsync(200);
        await Eventually.TrueAsync(() => Committed() == 200, "the group has the offsets");
    }

    [Fact]
    public async Task The_lag_is_right_while_the_positions_can_not_be_read()
    {
        Produce(PageEvents.Numbered(100), PageEvents.Numbered(100, from: 100));
        await using (await _sink.StartAsync(cluster)) await _sink.HasAsync(200);
        await _sink.ExecuteAsync("alter table sink_positions rename to away");
        Produce(PageEvents.Numbered(5, from: 200), []);

        await using var service = await _sink.StartAsync(cluster);

        await service.UnhealthyAsync("sink", "sink_positions");
        await Eventually.TrueAsync(() => service.ConsumerState.Lag.Sum(partition => partition.Records) == 5, "the new records wait");
        await _sink.ExecuteAsync("alter table away rename to sink_positions");
        await _sink.HasAsync(205);
    }

    [Fact]
    public async Task A_topic_that_was_created_again_waits_until_the_positions_of_the_former_one_are_deleted()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        Produce(PageEvents.Numbered(10), PageEvents.Numbered(10, from: 10));
        await using var service = await (await _sink.StartAsync(cluster)).ReadyAsync();
        await _sink.HasAsync(20);

        await cluster.RecreateTopicAsync(_sink.Topic, partitions: 2);
        Produce(PageEvents.Numbered(30, from: 100), PageEvents.Numbered(30, from: 200));
        await service.UnhealthyAsync("sink", "is not the topic that the rows are from");
        await _sink.HasAsync(20);

        await _sink.ExecuteAsync("delete from pages; delete from sink_positions");
        await _sink.HasAsync(60);
        await service.ReadyAsync();
    }

    [Fact]
    public async Task A_position_beyond_the_end_of_the_topic_waits_also_where_topics_have_no_id()
    {
        Produce(PageEvents.Numbered(10), PageEvents.Numbered(10, from: 10));
        await _sink.ExecuteAsync($"insert into sink_positions values ('{_sink.Group}', '{_sink.Topic}', 0, null, 1000, 7)");

        await using var service = await _sink.StartAsync(cluster);

        await service.UnhealthyAsync("sink", "ends before the position 1000");
        await _sink.HasAsync(10); // those of the other partition
    }

    private void Produce(IEnumerable<string?> first, IEnumerable<string?> second)
    {
        cluster.Produce(_sink.Topic, 0, first);
        cluster.Produce(_sink.Topic, 1, second);
    }

    private long Committed() => cluster.Committed(_sink.Topic, _sink.Group).Values.Sum();

    private IEnumerable<string> DeadLetters(int count) => cluster.ReadValues(DeadLetterTopic.NameOf(_sink.Topic, _sink.Group), count);
}

public sealed class PostgresSinkTests(KafkaCluster cluster, PostgresDatabases databases) : SinkTests(cluster, databases);

public sealed class SqliteSinkTests(KafkaCluster cluster, SqliteDatabases databases) : SinkTests(cluster, databases);

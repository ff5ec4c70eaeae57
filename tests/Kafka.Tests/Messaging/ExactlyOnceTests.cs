using System.Text;
using Confluent.Kafka;
using Contracts;
using JsonService;
using Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using static Kafka.Tests.Messaging.TransformHost;

namespace Kafka.Tests.Messaging;

public class ExactlyOnceTests(KafkaCluster cluster)
{
    private readonly string _group = KafkaCluster.NewName("group");
    private readonly string _output = KafkaCluster.NewName("output");

    [Fact]
    public async Task The_output_has_each_input_once_and_in_order_when_nothing_fails()
    {
        const int Count = 2_000;
        var topic = cluster.NewTopic(partitions: 2);
        cluster.Produce(topic, 0, PageEvents.Numbered(Count / 2));
        cluster.Produce(topic, 1, PageEvents.Numbered(Count / 2, from: Count / 2));
        cluster.NewTopicNamed(_output, partitions: 1);

        await using var service = await TransformAsync(cluster.Configuration, topic);
        var names = Names(cluster.Read(_output, Count));
        await Eventually.TrueAsync(() => cluster.Committed(topic, _group).Values.Sum() == Count, "the offsets are committed");
        await service.StopAsync();

        Assert.Equal(Enumerable.Range(0, Count / 2), names.Where(name => name < Count / 2));
        Assert.Equal(Enumerable.Range(Count / 2, Count / 2), names.Where(name => name >= Count / 2));
        Assert.Equal(Count, cluster.ReadToEnd(_output).Count);
    }

    [Fact]
    public async Task An_output_record_has_the_key_of_its_page_event_and_the_time_of_its_own_arrival()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.NewTopicNamed(_output, partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Json("7"));
        var started = Arrival.Now;

        await using var service = await TransformAsync(cluster.Configuration, topic);
        var record = Assert.Single(cluster.Read(_output, 1));

        Assert.Equal("7", Encoding.UTF8.GetString(record.Message.Key));
        Arrival.AssertSince(started, record);
        Assert.Equal(PageEvents.Noon, Topics.PageEventsJson.Decode(record.Message.Value).Date);
    }

    [Fact]
    public async Task An_invalid_event_is_dead_lettered_with_all_its_errors()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.NewTopicNamed(_output, partitions: 1);
        cluster.Produce(topic, 0,
            PageEvents.Json("0"),
            """{"name":" ","user":"U1","date":"2026-05-04T12:00:00Z","duration":-1}""",
            PageEvents.Json("2"));

        await using var service = await TransformAsync(cluster.Configuration, topic);

        Assert.Equal([0, 2], Names(cluster.Read(_output, 2)));
        var dead = Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1));
        Assert.Equal(
            "name must be 1 to 256 characters (Unicode code points), not all of them white space; duration must not be negative",
            Encoding.UTF8.GetString(dead.Message.Headers.GetLastBytes("dead-letter.message")));
        await Eventually.TrueAsync(() => cluster.Committed(topic, _group).GetValueOrDefault(0) == 3, "the offsets are committed");
    }

    [Fact]
    public async Task An_open_transaction_is_committed_before_its_partitions_move()
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.NewTopicNamed(_output, partitions: 1);
        await using var first = await TransformAsync(cluster.Configuration, topic, LongTransaction);
        PutIntoTheTransaction(cluster, topic);

        await using var second = await TransformAsync(cluster.Configuration, topic, LongTransaction);
        var state = second.ConsumerState;
        await Eventually.TrueAsync(() => state.Assigned?.Count == 1, "a partition has moved");

        Assert.Equal(20, cluster.Committed(topic, _group).Values.Sum());
        Assert.Equal(Enumerable.Range(0, 20), Names(cluster.ReadToEnd(_output)).Order());
    }

    [Fact]
    public async Task Instances_that_come_and_go_under_load_send_each_input_once()
    {
        const int Count = 20_000;
        using var commits = new Commits(_group);
        var topic = cluster.NewTopic(partitions: 4);
        cluster.NewTopicNamed(_output, partitions: 1);
        await using var first = await (await TransformAsync(cluster.Configuration, topic)).ReadyAsync();
        var load = Task.Run(() =>
        {
            using var producer = cluster.NewProducer();
            for (var number = 0; number < Count; number++)
            {
                producer.Produce(new TopicPartition(topic, number % 4), new() { Value = PageEvents.Json($"{number}") });
                if (number % 100 == 0) producer.Flush();
            }

            producer.Flush();
        });

        for (var round = 0; round < 3; round++)
        {
            await using var other = await (await TransformAsync(cluster.Configuration, topic)).ReadyAsync();
        }

        await load;
        await Eventually.TrueAsync(() => cluster.Committed(topic, _group).Values.Sum() == Count, "the offsets are committed");
        var sent = Names(cluster.ReadToEnd(_output)).ToList();
        Assert.Equal(Enumerable.Range(0, Count), sent.Distinct().Order());

        // A commit may come after a rebalance. The transaction is aborted then, but the in-memory cluster does not hide its records.
        if (KafkaCluster.IsReal || commits.LastError is null) Assert.Equal(Count, sent.Count);
    }

    [Fact]
    public async Task A_graceful_stop_commits_the_open_transaction()
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.NewTopicNamed(_output, partitions: 1);
        await using var service = await TransformAsync(cluster.Configuration, topic, LongTransaction);
        PutIntoTheTransaction(cluster, topic);

        await service.StopAsync();

        Assert.Equal(20, cluster.Committed(topic, _group).Values.Sum());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_record_that_is_tried_again_is_not_lost_whichever_partition_moves(int partition)
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.NewTopicNamed(_output, partitions: 1);
        var transform = new FailsAtFirst();
        await using var first = await (await TransformAsync(cluster.Configuration, topic, transform)).ReadyAsync();
        cluster.Produce(topic, partition, PageEvents.Numbered(3));
        await transform.Failed.Task.WaitAsync(KafkaCluster.Timeout, TimeProvider.System);

        await using var second = await (await TransformAsync(cluster.Configuration, topic, transform)).ReadyAsync();

        Assert.Equal([0, 1, 2], Names(cluster.Read(_output, 3)));
        Assert.Equal(3, cluster.ReadToEnd(_output).Count);
    }

    [Fact]
    public async Task A_full_transaction_is_committed_at_once()
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.NewTopicNamed(_output, partitions: 1);
        await using var service = await TransformAsync(cluster.Configuration, topic, [.. LongTransaction, ("Kafka:Consumer:TransactionMaxRecords", "10")]);

        PutIntoTheTransaction(cluster, topic);

        await Eventually.TrueAsync(() => cluster.Committed(topic, _group).Values.Sum() == 20, "two transactions of ten are committed");
    }

    [Fact]
    public async Task Retries_that_outlast_the_transaction_stop_the_start()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => TransformAsync(cluster.Configuration, "unused", ("Kafka:Consumer:MaxAttempts", "8")));

        Assert.Contains("TransactionTimeout must be more than TransactionInterval plus all delays", error.Message);
    }

    [Fact]
    public async Task A_service_killed_within_transactions_sends_each_input_at_least_once()
    {
        const int Count = 6_000;
        var topic = cluster.NewTopic(partitions: 2);
        cluster.NewTopicNamed(_output, partitions: 2);
        var configuration = cluster.Configuration;
        configuration["Topics:page-events:Name"] = topic;
        configuration["Topics:page-events-json:Name"] = _output;
        configuration["Kafka:Consumer:Group"] = _group;
        configuration["Kafka:Consumer:TransactionInterval"] = "00:00:00.050";
        configuration["Kafka:Consumer:TransactionTimeout"] = "00:00:02";
        configuration["Kafka:Consumer:MaxAttempts"] = "1";

        for (var life = 0; life < 3; life++)
        {
            var from = life * Count / 3;
            var load = Task.Run(() =>
            {
                cluster.Produce(topic, 0, PageEvents.Numbered(Count / 6, from));
                cluster.Produce(topic, 1, PageEvents.Numbered(Count / 6, from + (Count / 6)));
            });
            await using var service = ServiceProcess.Start(typeof(TransformPageEvent), configuration);
            await Eventually.TrueAsync(() => cluster.Read(_output, from + 1, TimeSpan.FromSeconds(5)).Count > from, "the process sends new records");
            await service.KillAsync();
            await load;
        }

        await using var last = ServiceProcess.Start(typeof(TransformPageEvent), configuration);
        Assert.Equal(Count, Names(cluster.Read(_output, records => Names(records).Distinct().Count() == Count)).Distinct().Count());
        var names = Names(cluster.ReadToEnd(_output)); // includes duplicates

        Assert.Equal(Count, names.Distinct().Count());
        if (KafkaCluster.IsReal) Assert.Equal(Count, names.Count); // the in-memory cluster shows the records of open and aborted transactions
    }

    /// <summary>Settings of a transaction that is not committed before the test ends it.</summary>
    private static (string Key, string Value)[] LongTransaction =>
        [("Kafka:Consumer:TransactionInterval", "00:05:00"), ("Kafka:Consumer:TransactionTimeout", "00:10:00")];

    /// <summary>Produces twenty records and waits until the service has sent its output for them.</summary>
    private void PutIntoTheTransaction(KafkaCluster kafka, string topic)
    {
        kafka.Produce(topic, 0, PageEvents.Numbered(10));
        kafka.Produce(topic, 1, PageEvents.Numbered(10, from: 10));
        Assert.Equal(20, kafka.Read(_output, 20, isolation: IsolationLevel.ReadUncommitted).Count);
    }

    /// <summary>A service whose delay between attempts is longer than its timeout for revoking partitions.</summary>
    private async Task<TestService> TransformAsync(Dictionary<string, string?> configuration, string topic, FailsAtFirst transform)
    {
        configuration["Kafka:Consumer:HandlerShutdownTimeout"] = "00:00:00.300";
        configuration["Kafka:Consumer:RetryDelay"] = "00:00:10";
        configuration["Kafka:Consumer:TransactionTimeout"] = "00:00:20";
        configuration["Kafka:Consumer:MaxAttempts"] = "2";
        return await TestService.StartAsync(configuration, builder =>
        {
            builder.AddTransform<PageEvent, AnonymousPageEvent, FailsAtFirst>(
                Topics.PageEvents with { Name = topic }, Topics.PageEventsJson with { Name = _output }, _group);
            builder.Services.Replace(ServiceDescriptor.Singleton<ITransform<PageEvent, AnonymousPageEvent>>(transform));
        });
    }

    private Task<TestService> TransformAsync(Dictionary<string, string?> configuration, string topic, params (string Key, string Value)[] settings) =>
        TransformHost.StartAsync(configuration, topic, _output, _group, settings);

    /// <summary>A transform whose first attempt at the first record fails.</summary>
    private sealed class FailsAtFirst : ITransform<PageEvent, AnonymousPageEvent>
    {
        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public AnonymousPageEvent Transform(Record<PageEvent> record) =>
            Failed.TrySetResult()
                ? throw new TimeoutException("not yet")
                : new(record.Value.Name, "somebody", record.Value.Date, record.Value.Duration, DurationClass.Brief);
    }
}

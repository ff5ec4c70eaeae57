using Contracts;
using InMemoryKafka;
using Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kafka.Tests.Messaging;

public class AtLeastOnceTests(KafkaCluster cluster)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private readonly string _group = KafkaCluster.NewName("group");
    private readonly Recorder _recorder = new();

    [Fact]
    public async Task Records_of_a_partition_are_handled_in_order()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(100));

        await using var service = await SubscribeAsync(topic);

        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 100, "all records are handled");
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{number}"), _recorder.Names);
    }

    [Fact]
    public async Task A_record_that_fails_is_tried_again_before_the_next_one_and_its_offset_waits()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(3));
        var failures = 2;
        _recorder.Before = (record, _) => record.Offset == 1 && failures-- > 0 ? throw new TimeoutException("not yet") : ValueTask.CompletedTask;

        await using var service = await SubscribeAsync(topic, ("Kafka:Consumer:RetryDelay", "00:00:00.001"));
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 3, "all records are handled");
        await service.StopAsync();

        Assert.Equal([0, 1, 1, 1, 2], _recorder.Attempts);
        Assert.Equal(["0", "1", "2"], _recorder.Names);
        Assert.Equal(3, cluster.Committed(topic, _group)[0]);
    }

    [Fact]
    public async Task A_graceful_stop_commits_what_was_processed_and_cancels_what_does_not_end()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(20));
        _recorder.Before = EndlessAt10;

        await using var service = await SubscribeAsync(topic, ("Kafka:Consumer:HandlerShutdownTimeout", "00:00:00.200"));
        await Eventually.TrueAsync(() => _recorder.Attempts.Contains(10), "the endless record has begun");
        await service.StopAsync();

        Assert.Equal(10, cluster.Committed(topic, _group)[0]);
    }

    [Fact]
    public async Task What_is_processed_is_committed_while_the_next_record_takes_long()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(20));
        _recorder.Before = EndlessAt10;

        await using var service = await SubscribeAsync(
            topic, ("Kafka:Consumer:HandlerShutdownTimeout", "00:00:00.200"), ("Aspire:Confluent:Kafka:Consumer:Config:AutoCommitIntervalMs", "100"));

        await Eventually.TrueAsync(
            () => cluster.Committed(topic, _group).GetValueOrDefault(0) == 10, "what comes before the endless record is committed");
    }

    [Fact]
    public async Task A_graceful_stop_lets_the_record_in_flight_finish()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(1));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finish = new TaskCompletionSource();
        _recorder.Before = async (_, cancelled) =>
        {
            begun.SetResult();
            await finish.Task.WaitAsync(cancelled);
        };

        await using var service = await SubscribeAsync(topic);
        await begun.Task;
        var stop = service.StopAsync();
        await Eventually.TrueAsync(() => Recorder.IsWaitedFor(service), "the consumer waits for the record");
        finish.SetResult();
        await stop;

        Assert.Equal(["0"], _recorder.Names);
        Assert.Equal(1, cluster.Committed(topic, _group)[0]);
    }

    [Fact]
    public async Task Waiting_for_a_broker_is_alive_not_ready_and_ends_in_order()
    {
        await using var service = await SubscribeAsync("unused", ("ConnectionStrings:kafka", "127.0.0.1:1"));

        await Eventually.TrueAsync(() => service.Log.Any(line => line.Contains("No broker can be reached", StringComparison.Ordinal)), "the outage is noticed");
        var health = await service.HealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, health.Entries["consumer"].Status);
        Assert.Equal(HealthStatus.Healthy, health.Entries["consumer loop"].Status);
        await service.StopAsync();

        Assert.Equal(0, Environment.ExitCode);
        Assert.DoesNotContain(service.Log, line => line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_slower_than_the_poll_interval_keeps_its_partitions()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "The poll interval can't be less than the session timeout, which a real cluster requires to be at least six seconds.");
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(2));
        using var idle = new IdleConsumer(cluster, topic, PollInterval);
        _recorder.Before = async (record, cancelled) =>
        {
            if (record.Offset == 0) await idle.StartAndLoseItsPartitionsAsync().WaitAsync(cancelled);
        };

        await using var service = await SubscribeAsync(topic,
            ("Aspire:Confluent:Kafka:Consumer:Config:SessionTimeoutMs", $"{PollInterval.TotalMilliseconds}"), // must not be longer than the poll interval
            ("Aspire:Confluent:Kafka:Consumer:Config:MaxPollIntervalMs", $"{PollInterval.TotalMilliseconds}"));
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 2, "both records are handled");

        Assert.Equal([0, 1], _recorder.Attempts);
    }

    [Fact]
    public async Task A_consumer_continues_after_an_outage_of_the_broker()
    {
        using var own = new InMemoryCluster();
        using var local = new KafkaCluster(own).With(cluster.Protocol);
        var topic = local.NewTopic(partitions: 1);
        await using var service = await _recorder.SubscribeAsync(local, topic, _group);
        local.Produce(topic, 0, PageEvents.Numbered(10));
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 10, "the first records are handled");

        own.SetBrokerDown();
        await Eventually.TrueAsync(async () => (await service.HealthAsync()).Status is HealthStatus.Unhealthy, "the outage is noticed");
        own.SetBrokerUp();
        local.Produce(topic, 0, PageEvents.Numbered(10, from: 10));

        await Eventually.TrueAsync(() => _recorder.Names.Distinct().Count() == 20, "the later records are handled");
    }

    private static async ValueTask EndlessAt10(Record<PageEvent> record, CancellationToken cancelled)
    {
        if (record.Offset == 10) await NeverCompletes.UntilAsync(cancelled);
    }

    private Task<TestService> SubscribeAsync(string topic, params (string Key, string Value)[] settings) =>
        _recorder.SubscribeAsync(cluster, topic, _group, settings);
}

using System.Text;
using AppHost.Embedded.InMemoryKafka;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging;
using ServiceDefaults.Messaging.Consuming;

namespace Kafka.Tests.Messaging;

public sealed class AtLeastOnceTests(KafkaCluster cluster)
{
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
    public async Task An_undecodable_record_is_dead_lettered_byte_for_byte_with_its_cause_and_the_stream_goes_on()
    {
        var topic = cluster.NewTopic(partitions: 1);
        byte[] garbage = [0xFF, 0x00, .. "{\"name\":"u8];
        using (var producer = cluster.NewProducer<byte[], byte[]>())
        {
            await producer.ProduceAsync(topic, new()
            {
                Key = [1, 2, 3],
                Value = garbage,
                Headers = [new Header("from", "somewhere"u8.ToArray()), new Header("from", "else"u8.ToArray())],
                Timestamp = new Timestamp(PageEvents.Noon),
            });
        }

        cluster.Produce(topic, 0, PageEvents.Json("after"));

        await using var service = await SubscribeAsync(topic);
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 1, "the next record is handled");
        await service.StopAsync();

        Assert.Equal(["after"], _recorder.Names);
        Assert.Equal(2, cluster.Committed(topic, _group)[0]);
        var dead = Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1));
        Assert.Equal([1, 2, 3], dead.Message.Key);
        Assert.Equal(garbage, dead.Message.Value);
        Assert.Equal(PageEvents.Noon.UtcDateTime, dead.Message.Timestamp.UtcDateTime);
        Assert.Equal(["somewhere", "else"], dead.Message.Headers.Where(header => header.Key == "from").Select(Text));
        Assert.Equal(topic, Header(dead, "dead-letter.topic"));
        Assert.Equal("0", Header(dead, "dead-letter.partition"));
        Assert.Equal("0", Header(dead, "dead-letter.offset"));
        Assert.Equal("2026-05-04T12:00:00.0000000Z", Header(dead, "dead-letter.timestamp"));
        Assert.Equal(_group, Header(dead, "dead-letter.group"));
        Assert.Equal("undecodable", Header(dead, "dead-letter.reason"));
        Assert.Equal("System.Text.Json.JsonException", Header(dead, "dead-letter.exception"));
        Assert.Equal("0", Header(dead, "dead-letter.attempts"));
    }

    [Fact]
    public async Task A_tombstone_where_a_value_is_expected_is_dead_lettered()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, null, PageEvents.Json("after"));

        await using var service = await SubscribeAsync(topic);
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 1, "the next record is handled");

        Assert.Null(Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1)).Message.Value);
    }

    [Fact]
    public async Task A_record_that_keeps_failing_is_dead_lettered_after_the_last_attempt()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(2));
        _recorder.Before = (record, _) => record.Offset == 0 ? throw new InvalidOperationException("never works") : ValueTask.CompletedTask;

        await using var service = await SubscribeAsync(topic, ("Kafka:Consumer:MaxAttempts", "3"), ("Kafka:Consumer:RetryDelay", "00:00:00.001"));
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 1, "the next record is handled");

        Assert.Equal([0, 0, 0, 1], _recorder.Attempts);
        var dead = Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1));
        Assert.Equal("failed", Header(dead, "dead-letter.reason"));
        Assert.Equal("never works", Header(dead, "dead-letter.message"));
        Assert.Equal("3", Header(dead, "dead-letter.attempts"));
    }

    [Fact]
    public async Task An_invalid_record_is_dead_lettered_without_another_attempt()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(2));
        _recorder.Before = (record, _) => record.Offset == 0 ? throw new InvalidRecordException([new("name", "is silly")]) : ValueTask.CompletedTask;

        await using var service = await SubscribeAsync(topic);
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 1, "the next record is handled");

        Assert.Equal([0, 1], _recorder.Attempts);
        var dead = Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1));
        Assert.Equal("invalid", Header(dead, "dead-letter.reason"));
        Assert.Equal("name is silly", Header(dead, "dead-letter.message"));
    }

    [Fact]
    public async Task When_the_dead_letter_cannot_be_written_the_process_stops_with_an_error_and_commits_nothing_past_it()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Json("before"), new string('x', 2_000), PageEvents.Json("after"));
        try
        {
            await using var service = await SubscribeAsync(topic, ("Aspire:Confluent:Kafka:Producer:Config:MessageMaxBytes", "1500"));
            var stopping = service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            await Eventually.TrueAsync(() => stopping.IsCancellationRequested, "the process stops");
            await service.StopAsync();

            Assert.Equal(1, Environment.ExitCode);
            Assert.Equal(["before"], _recorder.Names);
            Assert.Equal(1, cluster.Committed(topic, _group)[0]);
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    [Fact]
    public async Task A_graceful_stop_commits_what_was_done_and_cancels_what_does_not_end()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(20));
        _recorder.Before = async (record, cancelled) =>
        {
            if (record.Offset == 10) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled);
        };

        await using var service = await SubscribeAsync(topic, ("Kafka:Consumer:FinishTimeout", "00:00:00.200"));
        await Eventually.TrueAsync(() => _recorder.Attempts.Contains(10), "the endless record has begun");
        await service.StopAsync();

        Assert.Equal(10, cluster.Committed(topic, _group)[0]);
    }

    [Fact]
    public async Task A_graceful_stop_lets_the_record_in_work_finish()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(1));
        var begun = new TaskCompletionSource();
        var stopping = new TaskCompletionSource();
        _recorder.Before = async (_, cancelled) =>
        {
            begun.SetResult();
            await stopping.Task;
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancelled); // work that is still to do
        };

        await using var service = await SubscribeAsync(topic);
        using var _ = service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        await begun.Task;
        await service.StopAsync();

        Assert.Equal(["0"], _recorder.Names);
        Assert.Equal(1, cluster.Committed(topic, _group)[0]);
    }

    [Fact]
    public async Task The_largest_record_there_is_can_be_dead_lettered()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, new string('x', 999_900), PageEvents.Json("after"));

        await using var service = await SubscribeAsync(topic);

        await Eventually.TrueAsync(() => _recorder.Names.Contains("after"), "the next record is handled");
        Assert.Equal(999_900, Assert.Single(cluster.Read($"{topic}.{_group}.dead", 1)).Message.Value.Length);
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
        Assert.SkipWhen(KafkaCluster.IsReal, "The poll interval can't be less than the session timeout, of which a real cluster wants six seconds.");
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(2));
        _recorder.Before = async (record, cancelled) =>
        {
            if (record.Offset == 0) await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, cancelled);
        };

        await using var service = await SubscribeAsync(topic,
            ("Aspire:Confluent:Kafka:Consumer:Config:MaxPollIntervalMs", "2000"));
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 2, "both records are handled");

        Assert.Equal([0, 1], _recorder.Attempts);
    }

    [Fact]
    public async Task A_consumer_goes_on_by_itself_after_the_broker_was_away()
    {
        using var own = new InMemoryCluster();
        using var local = new KafkaCluster(own);
        var topic = local.NewTopic(partitions: 1);
        await using var service = await SubscribeAsync(local, topic);
        local.Produce(topic, 0, PageEvents.Numbered(10));
        await Eventually.TrueAsync(() => _recorder.Handled.Count >= 10, "the first records are handled");

        own.SetBrokerDown(1);
        await Eventually.TrueAsync(async () => (await service.HealthAsync()).Status is HealthStatus.Unhealthy, "the outage is noticed");
        own.SetBrokerUp(1);
        local.Produce(topic, 0, PageEvents.Numbered(10, from: 10));

        await Eventually.TrueAsync(() => _recorder.Names.Distinct().Count() == 20, "the later records are handled");
    }

    private Task<TestService> SubscribeAsync(string topic, params (string Key, string Value)[] settings) => SubscribeAsync(cluster, topic, settings);

    private async Task<TestService> SubscribeAsync(KafkaCluster kafka, string topic, params (string Key, string Value)[] settings)
    {
        var configuration = kafka.Configuration;
        foreach (var (key, value) in settings) configuration[key] = value;
        return await TestService.StartAsync(configuration, builder =>
        {
            builder.AddSubscription<PageEvent, Recorder>(Topics.PageEvents with { Name = topic }, _group);
            builder.Services.Replace(ServiceDescriptor.Singleton<IHandler<PageEvent>>(_recorder));
        });
    }

    private static string Header(ConsumeResult<byte[], byte[]> record, string name) => Text(record.Message.Headers.Single(header => header.Key == name));

    private static string Text(IHeader header) => Encoding.UTF8.GetString(header.GetValueBytes());
}

using System.Collections.Concurrent;
using Contracts;
using JsonService;
using Messaging;
using Messaging.Consuming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Kafka.Tests.Messaging;

/// <summary>A service that consumes two topics, each with a handler, a group and a thread of its own.</summary>
public sealed class SeveralSubscriptionsTests(KafkaCluster cluster)
{
    private readonly string _first = cluster.NewTopic(partitions: 2);
    private readonly string _second = cluster.NewTopic(partitions: 1);
    private readonly string _group = KafkaCluster.NewName("group");
    private readonly Names _names = new();

    [Fact]
    public async Task Each_topic_is_consumed_by_its_own_handler_and_in_its_own_group()
    {
        cluster.Produce(_first, 1, PageEvents.Json("page"));
        cluster.Produce(_second, 0, """{"name":"anonymous","user":"u","date":0,"duration":1,"durationClass":"glance"}""");

        await using var service = await StartAsync();

        await Eventually.TrueAsync(() => _names.Order().SequenceEqual(["anonymous", "page"]), "both records are handled");
        await Eventually.TrueAsync(
            () => cluster.Committed(_first, $"{_group}-1").Values.Sum() == 1 && cluster.Committed(_second, $"{_group}-2").Values.Sum() == 1,
            "both groups have committed");
        await service.ReadyAsync();
        Assert.Equal([2, 1], service.Services.GetServices<ISubscriptionStatus>().Select(status => status.Partitions.Count));
    }

    [Fact]
    public async Task A_handler_that_takes_long_does_not_hold_up_the_other_topic_and_health_says_which_topic_waits()
    {
        _names.Blocked.Reset();
        cluster.Produce(_first, 0, PageEvents.Json("slow"));
        await using var service = await StartAsync();

        cluster.Produce(_second, 0, """{"name":"anonymous","user":"u","date":0,"duration":1,"durationClass":"glance"}""");
        await Eventually.TrueAsync(() => _names.SequenceEqual(["anonymous"]), "only the other record is handled");
        await Eventually.TrueAsync(async () => Lag(await service.HealthAsync(), _first) == 1, "the health of the first topic has its lag");
        Assert.Equal(0L, Lag(await service.HealthAsync(), _second));

        _names.Blocked.Set();
        await Eventually.TrueAsync(() => _names.Count == 2, "both are handled");
    }

    [Fact]
    public void A_topic_that_is_processed_exactly_once_is_the_only_one_of_its_service()
    {
        var transform = (HostApplicationBuilder builder) => builder.AddTransform<PageEvent, AnonymousPageEvent, TransformPageEvent>(
            Topics.PageEvents, Topics.PageEventsJson, "exactly-once");
        var subscribe = (HostApplicationBuilder builder) => builder.AddSubscription<PageEvent, AddPage>(Topics.PageEvents, "at-least-once");

        foreach (var (first, second) in new[] { (transform, subscribe), (subscribe, transform), (transform, transform) })
        {
            var builder = Host.CreateEmptyApplicationBuilder(new());
            first(builder);
            Assert.Throws<InvalidOperationException>(() => second(builder));
        }
    }

    private static long? Lag(HealthReport health, string topic) =>
        health.Entries["consumer"].Data.TryGetValue(topic, out var data) ? (long)((IReadOnlyDictionary<string, object>)data)["lag"] : null;

    private Task<TestService> StartAsync() => TestService.StartAsync(cluster.Configuration, builder =>
    {
        builder.Services.AddSingleton(_names);
        builder.AddSubscription<PageEvent, AddPage>(Topics.PageEvents with { Name = _first }, $"{_group}-1");
        builder.AddSubscription<AnonymousPageEvent, AddAnonymousPage>(Topics.PageEventsJson with { Name = _second }, $"{_group}-2");
    });

    private sealed class Names : ConcurrentQueue<string>
    {
        public ManualResetEventSlim Blocked { get; } = new(initialState: true);
    }

    private sealed class AddPage(Names names) : IHandler<PageEvent>
    {
        public async ValueTask HandleAsync(Record<PageEvent> record, CancellationToken cancellationToken)
        {
            await Task.Run(() => names.Blocked.Wait(cancellationToken), cancellationToken);
            names.Enqueue(record.Value.Name);
        }
    }

    private sealed class AddAnonymousPage(Names names) : IHandler<AnonymousPageEvent>
    {
        public ValueTask HandleAsync(Record<AnonymousPageEvent> record, CancellationToken cancellationToken)
        {
            names.Enqueue(record.Value.Name);
            return ValueTask.CompletedTask;
        }
    }
}

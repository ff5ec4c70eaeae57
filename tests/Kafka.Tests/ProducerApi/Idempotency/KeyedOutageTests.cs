using System.Collections.Concurrent;
using System.Net;
using Confluent.Kafka;
using InMemoryKafka;
using Messaging.Idempotency;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.ProducerApi.Idempotency;

/// <summary>Requests with keys on a cluster that is away, slow, or does not confirm a transaction. Each test has its own cluster.</summary>
public sealed class KeyedOutageTests : IAsyncDisposable
{
    private readonly InMemoryCluster _brokers = new();
    private readonly KafkaCluster _cluster;
    private readonly KeyedApi _instances;

    public KeyedOutageTests()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It disturbs the cluster.");
        _cluster = new(_brokers);
        _instances = new(_cluster);
    }

    [Fact]
    public async Task Clients_that_retry_over_outages_under_load_end_with_each_key_once_in_the_log()
    {
        var api = _instances.Start(("Kafka:Idempotency:Timeout", "00:00:01"));
        using var done = new CancellationTokenSource();
        var receipts = new ConcurrentDictionary<string, string>();
        var failures = 0;
        var clients = Enumerable.Range(0, 16).Select(PublishAsync).ToList();

        for (var outage = 0; outage < 3; outage++)
        {
            var (published, failed) = (receipts.Count, failures);
            await Eventually.TrueAsync(() => receipts.Count > published + 100, "the load is on");
            _brokers.SetBrokerDown();
            await Eventually.TrueAsync(() => failures > failed + 16, "requests fail");
            _brokers.SetBrokerUp();
        }

        var before = receipts.Count;
        await Eventually.TrueAsync(() => receipts.Count > before + 100, "the service recovers");
        await done.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Equal(receipts.Keys.Order(), _instances.Names().Order());

        // The in-memory cluster acknowledges a batch that it gets again after an outage without its offset.
        var places = receipts.Values.Where(receipt => !receipt.Contains("\"offset\":-", StringComparison.Ordinal)).ToList();
        Assert.Equal(places.Order(), places.Distinct().Order());

        async Task PublishAsync(int client)
        {
            for (var number = 0; !done.IsCancellationRequested; number++)
            {
                var name = $"{client}-{number}";
                while (!receipts.ContainsKey(name))
                {
                    using var response = await api.PostKeyedAsync("/events", PageEvents.Json(name), name);
                    if (response.IsSuccessStatusCode) receipts[name] = $"{await response.SuccessAsync()}";
                    else Interlocked.Increment(ref failures);
                }
            }
        }
    }

    [Fact]
    public async Task While_the_first_request_is_in_progress_the_second_is_409()
    {
        var api = _instances.Start();
        _brokers.SetRoundTripTime(TimeSpan.FromMilliseconds(300));
        var first = api.PostKeyedAsync("/events", PageEvents.Json("a"), "k");

        await Eventually.TrueAsync(() => api.Services.GetRequiredService<KeyedRequests>().IsInProgress("k"), "the first request has arrived");
        using var conflict = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "k");
        using var other = await api.PostKeyedAsync("/events", PageEvents.Json("b"), "k");
        _brokers.SetRoundTripTime(TimeSpan.Zero);

        await conflict.ProblemAsync(HttpStatusCode.Conflict);
        Assert.NotNull(conflict.Headers.RetryAfter);
        await other.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await (await first).SuccessAsync();
        Assert.Equal(["a"], _instances.Names());
    }

    [Fact]
    public async Task A_request_that_timed_out_is_finished_and_its_retry_gets_the_receipt()
    {
        var api = _instances.Start(("Kafka:Idempotency:Timeout", "00:00:00.5"));
        _brokers.PushRequestErrors(ApiKey.EndTransaction, [.. Enumerable.Repeat(ErrorCode.GroupCoordinatorNotAvailable, 10_000)]);

        await Eventually.TrueAsync(async () => await IsAsync(HttpStatusCode.ServiceUnavailable), "it times out");
        _brokers.ClearRequestErrors(ApiKey.EndTransaction);
        await Eventually.TrueAsync(async () => await IsAsync(HttpStatusCode.OK), "it is published");

        Assert.Equal(["a"], _instances.Names());

        async Task<bool> IsAsync(HttpStatusCode status)
        {
            using var response = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "k");
            return response.StatusCode == status;
        }
    }

    [Theory]
    [InlineData((int)ApiKey.InitProducerId, ErrorCode.GroupLoadInProgress)]
    [InlineData((int)ApiKey.AddPartitionsToTransaction, ErrorCode.GroupCoordinatorNotAvailable)]
    [InlineData((int)ApiKey.EndTransaction, ErrorCode.GroupCoordinatorNotAvailable)]
    [InlineData((int)ApiKey.EndTransaction, ErrorCode.Local_Transport)]
    [InlineData((int)ApiKey.Produce, ErrorCode.NotLeaderForPartition)]
    public async Task A_transient_error_of_the_cluster_is_overcome_within_the_request(int request, ErrorCode error)
    {
        var api = _instances.Start();
        _brokers.PushRequestErrors((ApiKey)request, error, error);

        using var response = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "k");
        using var retry = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "k");

        Assert.Equal($"{await response.SuccessAsync()}", $"{await retry.SuccessAsync()}");
        Assert.Equal(["a"], _instances.Names());
    }

    [Fact]
    public async Task A_record_that_the_cluster_refuses_is_refused_alone_and_does_not_use_up_its_key()
    {
        var api = _instances.Start();
        using var first = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "a");
        await first.SuccessAsync();
        _brokers.PushRequestErrors(ApiKey.Produce, ErrorCode.MsgSizeTooLarge);

        using var refused = await api.PostKeyedAsync("/events", PageEvents.Json("b"), "b");
        using var retry = await api.PostKeyedAsync("/events", PageEvents.Json("c"), "b");

        await refused.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        await retry.SuccessAsync();
        Assert.Equal(["a", "c"], _instances.Names().Order());
    }

    [Fact]
    public async Task While_no_broker_can_be_reached_a_known_key_gets_its_receipt_and_a_new_one_503()
    {
        var api = _instances.Start(("Kafka:Idempotency:Timeout", "00:00:01"));
        using var first = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "a");
        await first.SuccessAsync();
        _brokers.SetBrokerDown();

        using var retry = await api.PostKeyedAsync("/events", PageEvents.Json("a"), "a");
        using var another = await api.PostKeyedAsync("/events", PageEvents.Json("b"), "b");

        Assert.True(retry.IsReplay());
        await another.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(another.Headers.RetryAfter);
    }

    public async ValueTask DisposeAsync()
    {
        if (_instances is not null) await _instances.DisposeAsync();
        _brokers.Dispose();
    }
}

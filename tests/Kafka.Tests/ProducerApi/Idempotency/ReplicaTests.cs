using System.Net;
using System.Text;
using Confluent.Kafka;

namespace Kafka.Tests.ProducerApi.Idempotency;

/// <summary>Several instances of the service, at once and one after the other.</summary>
public sealed class ReplicaTests(KafkaCluster cluster) : IAsyncDisposable
{
    private readonly KeyedApi _instances = new(cluster);

    [Fact]
    public async Task A_retry_at_another_instance_or_after_a_restart_gets_the_first_receipt()
    {
        var first = _instances.Start();
        using var published = await first.PostKeyedAsync("/events", PageEvents.Json("a"), "k");
        var receipt = $"{await published.SuccessAsync()}";
        await first.DisposeAsync();

        var second = _instances.Start();
        using var retry = await second.PostKeyedAsync("/events", PageEvents.Json("a"), "k");

        Assert.Equal(receipt, $"{await retry.SuccessAsync()}");
        Assert.True(retry.IsReplay());
        Assert.Equal(["a"], _instances.Names());
    }

    [Fact]
    public async Task Two_instances_that_get_the_same_keys_at_once_publish_each_once()
    {
        const int Keys = 60;
        RunningApi[] instances = [_instances.Start(), _instances.Start()];

        var receipts = await Task.WhenAll(Enumerable.Range(0, Keys).Select(async key =>
            await Task.WhenAll(instances.Select(api => UntilSuccessAsync(api, $"{key}")))));

        Assert.All(receipts, pair => Assert.Equal(pair[0], pair[1]));
        Assert.Equal(Enumerable.Range(0, Keys).Select(key => $"{key}").Order(), PublishedNames().Order());
    }

    [Fact]
    public async Task Two_instances_make_progress_while_both_get_requests_all_the_time()
    {
        RunningApi[] instances = [_instances.Start(), _instances.Start()];

        var published = await Task.WhenAll(Enumerable.Range(0, 16).Select(async client =>
        {
            for (var i = 0; i < 10; i++) await UntilSuccessAsync(instances[client % 2], $"{client}-{i}");
            return 10;
        }));

        Assert.Equal(published.Sum(), PublishedNames().Count());
    }

    [Fact]
    public async Task An_instance_that_lost_its_ownership_reads_what_the_new_owner_has_published()
    {
        var (first, second) = (_instances.Start(), _instances.Start());
        using var a = await first.PostKeyedAsync("/events", PageEvents.Json("a"), "a");
        using var b = await second.PostKeyedAsync("/events", PageEvents.Json("b"), "b");
        await a.SuccessAsync();
        var receipt = $"{await b.SuccessAsync()}";

        using var retry = await first.PostKeyedAsync("/events", PageEvents.Json("b"), "b");

        Assert.Equal(receipt, $"{await retry.SuccessAsync()}");
        Assert.True(retry.IsReplay());
        Assert.Equal(["a", "b"], _instances.Names().Order());
    }

    [Fact]
    public async Task The_transaction_of_an_instance_that_died_is_ended_by_the_next_request()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, "The in-memory cluster shows the records of aborted transactions.");
        using var dead = cluster.NewTransactionalProducer(_instances.Keys);
        dead.InitTransactions(KafkaCluster.Timeout);
        dead.BeginTransaction();
        await dead.ProduceAsync(_instances.Topic, new() { Key = "a", Value = "not committed" }, TestContext.Current.CancellationToken);

        using var retry = await _instances.Start().PostKeyedAsync("/events", PageEvents.Json("a"), "a");

        await retry.SuccessAsync();
        Assert.Equal(["a"], _instances.Names());
        Assert.Throws<KafkaException>(() => dead.CommitTransaction(KafkaCluster.Timeout));
    }

    [Fact]
    public async Task A_record_that_only_the_broker_refuses_is_413_and_the_others_of_its_transaction_are_published_once()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, "The in-memory cluster shows the records of aborted transactions, and accepts any size.");
        var small = cluster.NewTopic(settings: new() { ["max.message.bytes"] = "1000" });
        var api = _instances.Start();

        var responses = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => i % 10 == 0
            ? UntilAnsweredAsync(api, $"/topics/{small}/records?key={i}", new('x', 2000), $"large{i}")
            : UntilAnsweredAsync(api, $"/topics/{small}/records?key={i}", "v", $"good{i}")));

        var expected = Enumerable.Range(0, 200).Select(i => i % 10 == 0 ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.OK);
        Assert.Equal(expected, responses);
        Assert.Equal(
            Enumerable.Range(0, 200).Where(i => i % 10 != 0).Select(i => $"{i}").Order(),
            cluster.ReadToEnd(small).Select(record => Encoding.UTF8.GetString(record.Message.Key)).Order());
    }

    /// <summary>
    /// The names of the published events. An instance that takes over aborts the transaction of the other one, and the in-memory cluster does
    /// not hide the records of aborted transactions.
    /// </summary>
    private IEnumerable<string> PublishedNames() => KafkaCluster.IsReal ? _instances.Names() : _instances.Names().Distinct();

    /// <summary>Sends a record again while the service answers that it is not published in time, as a client would. Returns the final status.</summary>
    private static async Task<HttpStatusCode> UntilAnsweredAsync(RunningApi api, string path, string text, string key)
    {
        var status = HttpStatusCode.ServiceUnavailable;
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await api.PostKeyedAsync(path, text, key, "text/plain");
                status = response.StatusCode;
                return status is not HttpStatusCode.ServiceUnavailable;
            },
            $"{key} is answered");
        return status;
    }

    private static async Task<string> UntilSuccessAsync(RunningApi api, string key)
    {
        string? receipt = null;
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await api.PostKeyedAsync("/events", PageEvents.Json(key), key);
                if (response.IsSuccessStatusCode) receipt = $"{await response.SuccessAsync()}";
                return receipt is not null;
            },
            $"{key} is published");
        return receipt!;
    }

    public ValueTask DisposeAsync() => _instances.DisposeAsync();
}

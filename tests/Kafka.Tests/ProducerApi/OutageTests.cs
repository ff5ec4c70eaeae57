using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using InMemoryKafka;

namespace Kafka.Tests.ProducerApi;

/// <summary>The service while its only broker is down. Each test has its own cluster.</summary>
public sealed class OutageTests : IDisposable
{
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(10);

    private readonly InMemoryCluster _cluster = new();
    private readonly string _topic = KafkaCluster.NewName("outage");

    [Fact]
    public async Task Requests_fail_with_503_and_Retry_After_until_the_broker_is_back()
    {
        await using var api = Start();
        await (await api.PostAsync("/events", PageEvents.Json("before"))).SuccessAsync();

        _cluster.SetBrokerDown();
        using var failed = await api.PostAsync("/events", PageEvents.Json("during"));
        await failed.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(failed.Headers.RetryAfter);

        _cluster.SetBrokerUp();
        await Eventually.TrueAsync(async () => (await api.PostAsync("/events", PageEvents.Json("after"))).IsSuccessStatusCode, "it recovers by itself");
    }

    [Fact]
    public async Task A_stream_goes_on_through_an_outage_and_each_line_says_what_came_of_it()
    {
        await using var api = Start();
        using var request = await DuplexRequest.StartAsync(api.Address, "/events", "application/x-ndjson");
        await request.SkipHeadersAsync();
        Assert.True(await IsPublishedAsync());

        _cluster.SetBrokerDown();
        await Eventually.TrueAsync(async () => !await IsPublishedAsync(), "lines fail");

        _cluster.SetBrokerUp();
        await Eventually.TrueAsync(IsPublishedAsync, "lines are published again");

        async Task<bool> IsPublishedAsync()
        {
            await request.SendAsync(PageEvents.Json("a") + "\n");
            var response = JsonSerializer.Deserialize<JsonElement>((await request.ReadLineAsync())!);
            if (response.TryGetProperty("offset", out _)) return true;

            Assert.Equal(503, response.GetProperty("status").GetInt32());
            Assert.True(response.GetProperty("retryAfter").GetInt32() >= 1);
            return false;
        }
    }

    [Fact]
    public async Task An_outage_fails_few_lines_because_the_service_reads_slowly_meanwhile()
    {
        const int Lines = 10_000;
        await using var api = Start(("ProducerApi:MaxInFlightLines", "10"));
        _cluster.SetBrokerDown();
        using var failed = await api.PostAsync("/events", PageEvents.Json("during"));
        await failed.ProblemAsync(HttpStatusCode.ServiceUnavailable);

        var responses = api.StreamAsync(string.Join('\n', PageEvents.Numbered(Lines)));
        using var second = await api.PostAsync("/events", PageEvents.Json("during"));
        await second.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        _cluster.SetBrokerUp();

        Assert.Equal(Lines, (await responses).Count);
        Assert.InRange((await responses).Count(response => response.TryGetProperty("status", out _)), 0, 20);
    }

    [Fact]
    public async Task While_the_queue_is_full_a_stream_waits_and_a_single_event_is_turned_away()
    {
        await using var api = Start(("Aspire:Confluent:Kafka:Producer:Config:QueueBufferingMaxMessages", "10"));
        _cluster.SetRoundTripTime(TimeSpan.FromMilliseconds(100));
        using var stream = await DuplexRequest.StartAsync(api.Address, "/events", "application/x-ndjson");
        await stream.SkipHeadersAsync();

        await stream.SendAsync(string.Concat(PageEvents.Numbered(500).Select(line => line + "\n")));
        await Eventually.TrueAsync(async () =>
        {
            using var one = await api.PostAsync("/events", PageEvents.Json("one"));
            return one.StatusCode is HttpStatusCode.ServiceUnavailable && one.Headers.RetryAfter is not null;
        }, "there is no room for a single event");

        for (var line = 0; line < 500; line++) Assert.Contains("offset", await stream.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_receipt_given_under_load_over_an_outage_of_10_s_is_in_the_log()
    {
        await using var api = Start(("ProducerApi:RequestsPerSecond", "0")); // because clients retry immediately after an immediate failure
        using var done = new CancellationTokenSource();
        var receipts = new ConcurrentDictionary<(int Partition, long Offset), string>();
        var failures = 0;
        var clients = Enumerable.Range(0, 16).Select(PublishAsync).ToList();
        await Eventually.TrueAsync(() => receipts.Count > 500, "the load is on");

        _cluster.SetBrokerDown();
        var down = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(() => failures > 16 && TimeProvider.System.GetElapsedTime(down) > Outage, "requests fail for as long as the broker is away");
        _cluster.SetBrokerUp();

        var before = receipts.Count;
        await Eventually.TrueAsync(() => receipts.Count > before + 500 || clients.Any(client => client.IsFaulted), "the service recovers");
        await done.CancelAsync();
        await Task.WhenAll(clients);
        var log = Log(receipts.Count);
        Assert.All(receipts, receipt => Assert.Equal(receipt.Value, log.GetValueOrDefault(receipt.Key)));

        async Task PublishAsync(int client)
        {
            for (var number = 0; !done.IsCancellationRequested; number++)
            {
                var name = $"{client}-{number}";
                using var response = await api.PostAsync("/events", PageEvents.Json(name));
                if (response.StatusCode is HttpStatusCode.ServiceUnavailable)
                {
                    Interlocked.Increment(ref failures);
                    continue;
                }

                var receipt = await response.SuccessAsync();
                Assert.True(receipts.TryAdd((receipt.GetProperty("partition").GetInt32(), receipt.GetProperty("offset").GetInt64()), name), "one place for one record");
            }
        }
    }

    public void Dispose() => _cluster.Dispose();

    private RunningApi Start(params (string Key, string Value)[] settings)
    {
        _cluster.CreateTopic(_topic, partitions: 4);
        var configuration = new Dictionary<string, string?> { ["ConnectionStrings:kafka"] = _cluster.BootstrapServers, ["Topics:Create"] = "false" };
        return RunningApi.Start(configuration, _topic,
            [("Aspire:Confluent:Kafka:Producer:Config:MessageTimeoutMs", $"{DeliveryTimeout.TotalMilliseconds}"), .. settings]);
    }

    private Dictionary<(int Partition, long Offset), string> Log(int atLeast)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = _cluster.BootstrapServers, GroupId = "log" }).Build();
        consumer.Assign(Enumerable.Range(0, 4).Select(partition => new TopicPartitionOffset(_topic, partition, Offset.Beginning)));
        var log = new Dictionary<(int Partition, long Offset), string>();
        using var deadline = new CancellationTokenSource(KafkaCluster.Timeout, TimeProvider.System);
        while (log.Count < atLeast)
        {
            var record = consumer.Consume(deadline.Token);
            log.Add((record.Partition.Value, record.Offset.Value), Encoding.UTF8.GetString(record.Message.Key));
        }

        // The topic may hold more records than there are receipts, because an acknowledgement may have been lost.
        while (consumer.Consume(TimeSpan.FromMilliseconds(500)) is { } record) log.Add((record.Partition.Value, record.Offset.Value), Encoding.UTF8.GetString(record.Message.Key));
        return log;
    }
}

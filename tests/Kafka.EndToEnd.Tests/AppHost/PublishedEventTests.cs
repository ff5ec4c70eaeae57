using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace Kafka.EndToEnd.Tests.AppHost;

[Collection(WithRunningAppHost.Name)]
public sealed class PublishedEventTests(RunningAppHost shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [EmbeddedFact]
    public async Task An_event_published_over_http_is_printed_and_transformed_and_keeps_its_trace()
    {
        var page = $"page-{Guid.NewGuid():N}";
        using var http = shared.Process.HttpClientFor("producer-api");

        using var answer = JsonDocument.Parse(await http.GetStringAsync($"/publish/page-events/{page}", TestContext.Current.CancellationToken));
        var receipt = answer.RootElement.GetProperty("receipt");
        var trace = answer.RootElement.GetProperty("traceId").GetString();

        var partition = receipt.GetProperty("partition").GetInt32();
        var offset = receipt.GetProperty("offset").GetInt64();
        await shared.Process.WaitForLineAsync($@"consumer-worker-\d .*page-events \[{partition}\] @{offset} {page} .*""name"":""{page}""");
        var sent = Read("page-events", page);
        Assert.Equal((partition, offset), (sent.Partition.Value, sent.Offset.Value));
        Assert.Equal(trace, TraceOf(sent));
        var transformed = Read("page-events-json", page);
        Assert.Equal(trace, TraceOf(transformed));
        Assert.Contains("\"durationClass\":", Encoding.UTF8.GetString(transformed.Message.Value));
    }

    [EmbeddedFact]
    public async Task A_poison_record_goes_to_the_dead_letters_of_each_consumer_and_holds_nobody_up()
    {
        var key = $"poison-{Guid.NewGuid():N}";
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = shared.Process.BootstrapServers }).Build())
        {
            await producer.ProduceAsync("page-events", new() { Key = key, Value = "not JSON" }, TestContext.Current.CancellationToken);
            await producer.ProduceAsync("page-events", new()
            {
                Key = key,
                Value = $$"""{"name":"{{key}}-after","user":"U1","date":0,"duration":1}""",
            }, TestContext.Current.CancellationToken);
        }

        Assert.Equal("not JSON", Encoding.UTF8.GetString(Read("page-events.consumer-worker.dead", key).Message.Value));
        Assert.Equal("not JSON", Encoding.UTF8.GetString(Read("page-events.json-service.dead", key).Message.Value));
        await shared.Process.WaitForLineAsync($"consumer-worker-.*{key}-after");
        Assert.NotNull(Read("page-events-json", $"{key}-after"));
    }

    /// <summary>The first record of a topic with this key.</summary>
    private ConsumeResult<byte[], byte[]> Read(string topic, string key)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = shared.Process.BootstrapServers,
            GroupId = "reader",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            FetchWaitMaxMs = 50,
        }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, Deadline).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));

        using var patience = new CancellationTokenSource(Deadline, TimeProvider.System);
        while (true)
        {
            var record = consumer.Consume(patience.Token);
            if (record.Message.Key is { } found && Encoding.UTF8.GetString(found) == key) return record;
        }
    }

    private static string TraceOf(ConsumeResult<byte[], byte[]> record) =>
        Encoding.ASCII.GetString(record.Message.Headers.GetLastBytes("traceparent")).Split('-')[1];
}

using System.Net.ServerSentEvents;
using System.Text.Json;
using Dashboard.Kafka.Records;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.Dashboard.KafkaInspection;

public sealed class TailTests(KafkaCluster cluster)
{
    [Fact]
    public async Task The_stream_tells_what_comes_from_now_on()
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.Produce(topic, 0, "before");
        await using var host = await InspectionHost.StartAsync(cluster);
        using var patience = new CancellationTokenSource(KafkaCluster.Timeout, TimeProvider.System);

        await using var stream = await host.Api.GetStreamAsync($"/api/kafka/topics/{topic}/records/stream", patience.Token);
        await using var events = SseParser.Create(stream).EnumerateAsync(patience.Token).GetAsyncEnumerator(patience.Token);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("open", events.Current.EventType);
        cluster.Produce(topic, 1, "after");

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("record", events.Current.EventType);
        var record = JsonSerializer.Deserialize<JsonElement>(events.Current.Data).GetProperty("record");
        Assert.Equal("after", record.GetProperty("value").GetProperty("text").GetString());
        Assert.Equal(1, record.GetProperty("partition").GetInt32());
    }

    [Fact]
    public async Task Of_one_partition_nothing_else_is_told()
    {
        var topic = cluster.NewTopic(partitions: 2);
        await using var host = await InspectionHost.StartAsync(cluster);
        using var patience = new CancellationTokenSource(KafkaCluster.Timeout, TimeProvider.System);

        await using var items = host.Services.GetRequiredService<RecordTail>().FollowAsync(topic, 1, patience.Token).GetAsyncEnumerator(patience.Token);
        await items.MoveNextAsync();
        cluster.Produce(topic, 0, "other");
        cluster.Produce(topic, 1, "this");

        await items.MoveNextAsync();
        Assert.Equal("this", items.Current.Record!.Value!.Text);
    }

    [Fact]
    public async Task Who_reads_slowly_misses_the_oldest_and_is_told_how_many()
    {
        const int Count = 5_000;
        var topic = cluster.NewTopic(partitions: 1);
        await using var host = await InspectionHost.StartAsync(cluster);
        using var patience = new CancellationTokenSource(KafkaCluster.Timeout, TimeProvider.System);
        await using var items = host.Services.GetRequiredService<RecordTail>().FollowAsync(topic, null, patience.Token).GetAsyncEnumerator(patience.Token);
        await items.MoveNextAsync();
        cluster.Produce(topic, 0, Enumerable.Range(0, Count).Select(number => $"{number}"));

        var received = 0;
        do
        {
            await items.MoveNextAsync();
            received++;
        }
        while (items.Current.Record!.Offset < Count - 1);

        Assert.Equal(Count, received + items.Current.Dropped);
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_the_end_of_the_dashboard()
    {
        var topic = cluster.NewTopic(partitions: 1);
        var host = await InspectionHost.StartAsync(cluster);
        await using var stream = await host.Api.GetStreamAsync($"/api/kafka/topics/{topic}/records/stream");

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }
}

using System.Net.ServerSentEvents;
using System.Text.Json;
using KafkaConsole.Records;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.KafkaConsole.Records;

public sealed class TailTests(KafkaCluster cluster)
{
    [Fact]
    public async Task The_stream_has_the_records_that_arrive_from_now_on()
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.Produce(topic, 0, "before");
        await using var host = await RunningConsole.StartAsync(cluster);
        using var timeout = new CancellationTokenSource(KafkaCluster.Timeout, TimeProvider.System);

        await using var stream = await host.Http.GetStreamAsync($"/api/topics/{topic}/records/stream", timeout.Token);
        await using var events = SseParser.Create(stream).EnumerateAsync(timeout.Token).GetAsyncEnumerator(timeout.Token);
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
    public async Task The_tail_of_one_partition_has_no_records_of_others()
    {
        var topic = cluster.NewTopic(partitions: 2);
        await using var host = await RunningConsole.StartAsync(cluster);
        using var timeout = new CancellationTokenSource(KafkaCluster.Timeout, TimeProvider.System);

        await using var items = host.Services.GetRequiredService<RecordTail>().FollowAsync(topic, 1, timeout.Token).GetAsyncEnumerator(
            timeout.Token);
        await items.MoveNextAsync();
        cluster.Produce(topic, 0, "other");
        cluster.Produce(topic, 1, "this");

        await items.MoveNextAsync();
        Assert.Equal("this", items.Current.Record!.Value!.Text);
    }

    [Fact]
    public async Task A_slow_reader_misses_the_oldest_records_and_gets_their_count()
    {
        const int Count = 5_000;
        var topic = cluster.NewTopic(partitions: 1);
        await using var host = await RunningConsole.StartAsync(cluster);
        using var timeout = new CancellationTokenSource(KafkaCluster.Timeout, TimeProvider.System);
        await using var items = host.Services.GetRequiredService<RecordTail>().FollowAsync(topic, null, timeout.Token).GetAsyncEnumerator(
            timeout.Token);
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
    public async Task An_open_stream_does_not_delay_the_stop_of_the_console()
    {
        var topic = cluster.NewTopic(partitions: 1);
        var host = await RunningConsole.StartAsync(cluster);
        await using var stream = await host.Http.GetStreamAsync($"/api/topics/{topic}/records/stream");

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using InMemoryKafka;
using KafkaConsole.DeadLetters;

namespace Kafka.Tests.KafkaConsole.DeadLetters;

[Collection(nameof(Redrive))]
public sealed class RedriveMarkersTests(KafkaCluster cluster)
{
    private const string Topic = "dead-letters.redriven";

    [Fact]
    public async Task A_marker_that_the_console_did_not_write_counts_for_nothing()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "0", "1", "2", "3", "4");
        await using var host = await RunningConsole.StartAsync(cluster);
        await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);
        var genuine = cluster.ReadToEnd(Topic).Single(marker => Encoding.UTF8.GetString(marker.Message.Key ?? []) == $"{box.Topic}/0/0").Message;
        await WriteAsync($"{box.Topic}/0/1", genuine.Value, null);
        await WriteAsync($"{box.Topic}/0/2", genuine.Value, genuine.Headers.GetLastBytes(RedriveSignature.Header));
        await WriteAsync($"{box.Topic}/0/3", """{"topic":"\ud83d"}"""u8.ToArray(), new byte[32]);
        await WriteAsync(null, null, null);

        var letters = await host.GetAsync(box.Path);
        Assert.Equal(4, letters.GetProperty("records").EnumerateArray().Count(
            letter => letter.GetProperty("redrivenTo").ValueKind is JsonValueKind.Null));
        Assert.InRange(letters.GetProperty("ignoredMarkers").GetInt32(), 4, int.MaxValue);

        var report = await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/redrive"), HttpStatusCode.OK);

        Assert.Equal((4, 1), (report.GetProperty("redriven").GetInt32(), report.GetProperty("alreadyRedriven").GetInt32()));
        Assert.Equal(["0", "1", "2", "3", "4"], await box.RedrivenAsync(host));
    }

    [Fact]
    public async Task A_tombstone_does_not_delete_a_marker()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "poison");
        await using var host = await RunningConsole.StartAsync(cluster);
        await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);
        await WriteAsync($"{box.Topic}/0/0", null, null);

        await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_foreign_signature_blocks_nothing_before_the_first_genuine_marker()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "Other tests write markers there.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var box = new DeadLetterBox(own);
        await box.FailAsync(0, "0", "1");
        own.NewTopicNamed(Topic, 1);
        await WriteAsync(own, $"{box.Topic}/0/0", "{}"u8.ToArray(), new byte[32]);
        await using var host = await RunningConsole.StartAsync(own);

        var preview = await host.GetAsync($"{box.Path}/redrive");
        var report = await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/redrive"), HttpStatusCode.OK);

        Assert.Equal((2, 1), (preview.GetProperty("ready").GetInt32(), preview.GetProperty("ignoredMarkers").GetInt32()));
        Assert.Equal(2, report.GetProperty("redriven").GetInt32());
    }

    [Fact]
    public async Task With_another_key_the_page_and_the_preview_say_that_earlier_markers_count_for_nothing()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "Other tests write markers there.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var box = new DeadLetterBox(own);
        await box.FailAsync(0, "0", "1");
        await using (var before = await RunningConsole.StartAsync(own))
        {
            await RunningConsole.ReadAsync(await before.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);
        }

        await using var other = await RunningConsole.StartAsync(own, ("Console:RedriveKey", new string('x', 32)));
        Assert.Equal(1, (await other.GetAsync($"{box.Path}/redrive")).GetProperty("ignoredMarkers").GetInt32());
        await using var page = await RenderedPage.OpenAsync<DeadLetterTopicPage>(other, ("Topic", box.Topic));
        await page.ShowsAsync("will be redriven again");
    }

    private Task WriteAsync(string? key, byte[]? value, byte[]? signature) => WriteAsync(cluster, key, value, signature);

    private static async Task WriteAsync(KafkaCluster to, string? key, byte[]? value, byte[]? signature)
    {
        using var producer = to.NewProducer<byte[], byte[]>();
        var headers = new Headers();
        if (signature is not null) headers.Add(RedriveSignature.Header, signature);
        await producer.ProduceAsync(Topic, new() { Key = key is null ? null! : Encoding.UTF8.GetBytes(key), Value = value!, Headers = headers });
    }
}

using System.Net;
using InMemoryKafka;

namespace Kafka.Tests.KafkaConsole.DeadLetters;

public sealed class AllowRedriveTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData("redrive", null)]
    [InlineData("redrive", "false")]
    [InlineData("0/0/redrive", null)]
    public async Task Redrive_is_refused_unless_it_is_allowed(string path, string? allowed)
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "poison");
        await using var console = await RunningConsole.StartAsync(cluster, ("Console:AllowRedrive", allowed));

        var problem = await RunningConsole.ReadAsync(await console.PostAsync($"{box.Path}/{path}"), HttpStatusCode.Forbidden);

        Assert.Contains("Console:AllowRedrive", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await console.GetAsync($"{box.Path}/redrive", HttpStatusCode.Forbidden); // its preview
        Assert.Empty(await box.RedrivenAsync(console));
    }

    [Fact]
    public async Task Reading_creates_no_topic_and_writes_nothing()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "Other tests create topics there.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var box = new DeadLetterBox(own);
        await box.FailAsync(0, "poison");
        await using var console = await RunningConsole.StartAsync(own, ("Console:AllowRedrive", null));
        var before = await TopicsAsync(console);

        foreach (var path in new[] { $"topics/{box.Source}/records", "dead-letters", box.Path, $"topics/{box.Topic}/records" })
        {
            await console.GetAsync(path);
        }

        foreach (var path in new[] { "topics/missing/records", "topics/missing/records/stream", "dead-letters/missing.dead" })
        {
            await console.GetAsync(path, HttpStatusCode.NotFound);
        }

        await console.GetAsync("groups", HttpStatusCode.NotImplemented);
        await console.PostAsync($"{box.Path}/redrive");

        Assert.Equal(before, await TopicsAsync(console));
    }

    private static async Task<IReadOnlyList<string>> TopicsAsync(RunningConsole console) =>
        [.. (await console.GetAsync("topics?includeInternal=true")).EnumerateArray().Select(
            topic => $"{topic.GetProperty("name")} {topic.GetProperty("partitions")}")];
}

using ConsumerWorker;
using JsonService;
using Kafka.Tests.StreamsService;
using StreamsService.Processing;

namespace Kafka.Tests.Messaging;

/// <summary>No other test runs at the same time, so every span comes from these services.</summary>
[Collection(nameof(NonParallel))]
public sealed class IdleTests(KafkaCluster cluster)
{
    private readonly StatisticsTopics _topics = new(cluster);

    [Fact]
    public async Task Services_that_get_no_event_commit_and_poll_without_any_span()
    {
        using var spans = new Spans();
        using var commits = new Commits(_topics.Group);
        await using var consumer = await RunningService<PrintRecord>.StartAsync(Configuration(KafkaCluster.NewName("consumer-worker")));
        await using var transform = await RunningService<TransformPageEvent>.StartAsync(Configuration(KafkaCluster.NewName("json-service")));
        await using var streams = await RunningService<CountPageEvents>.StartAsync(Configuration(_topics.Group));

        // Each transaction has the report of an instance, once a second. The consumers poll several times in between.
        await Eventually.TrueAsync(() => commits.Succeeded >= 4, "transactions are committed");

        Assert.Empty(spans.Roots);
    }

    private Dictionary<string, string?> Configuration(string group) => new(_topics.Configuration)
    {
        ["Kafka:Consumer:Group"] = group,
        ["Topics:page-events-json:Name"] = $"{_topics.Events}-json",
        ["JsonService:UserHashKey"] = new('k', 32),
    };
}

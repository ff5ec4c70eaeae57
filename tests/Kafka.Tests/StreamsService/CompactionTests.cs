using Contracts;
using Microsoft.Extensions.DependencyInjection;
using StreamsService.Processing;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>The statistics while the cluster compacts their topic.</summary>
public sealed class CompactionTests
{
    private const int Partitions = 2;
    private const int Batch = 100;

    private readonly KafkaCluster _cluster;
    private readonly StatisticsTopics _topics;
    private readonly DateTimeOffset _started = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10);
    private readonly List<PageEvent> _sent = [];

    public CompactionTests(KafkaCluster cluster)
    {
        Assert.SkipUnless(KafkaCluster.IsReal, "The in-memory cluster compacts no topics. Set KAFKA_HOME.");
        _cluster = cluster;
        _topics = new(
            cluster, Partitions, ("cleanup.policy", "compact"), ("segment.ms", "100"), ("min.cleanable.dirty.ratio", "0.001"), ("delete.retention.ms", "0"));
    }

    [Fact]
    public async Task Statistics_stay_exact_while_their_topic_is_compacted_and_another_instance_reads_it()
    {
        await using var first = await RunningService<CountPageEvents>.StartAsync(_topics.Configuration);
        int before, now = 0;
        do
        {
            await SendAndCountAsync(first);
            (before, now) = (now, _cluster.ReadToEnd(_topics.Statistics).Count);
        }
        while (now >= before); // until compaction has removed more than was written

        var starting = RunningService<CountPageEvents>.StartAsync(_topics.Configuration);
        do await SendAndCountAsync(first);
        while (!starting.IsCompleted);

        await using var second = await starting;
        await SendAndCountAsync(second);

        await AssertExactAsync(first);
        await AssertExactAsync(second);
        Assert.DoesNotContain(first.Log.Concat(second.Log), line => line.Contains("were deleted", StringComparison.Ordinal));
    }

    /// <summary>Sends events whose dates advance by a second in 50 events, and waits until an instance shows that all are counted.</summary>
    private async Task SendAndCountAsync(RunningService<CountPageEvents> instance)
    {
        using var producer = _cluster.NewProducer<string, byte[]>();
        for (var i = 0; i < Batch; i++)
        {
            var number = _sent.Count;
            var e = new PageEvent($"P{number % 3}", $"U{number % 50}", _started + TimeSpan.FromMilliseconds(number * 20), 200 + (number % 1_000));
            _sent.Add(e);
            StatisticsTopics.Send(producer, new(_topics.Events, number % Partitions), e);
        }

        producer.Flush(KafkaCluster.Timeout);
        await CountedAsync(instance);
    }

    private Task CountedAsync(RunningService<CountPageEvents> instance) => Eventually.TrueAsync(
        () => ExpectedStatistic.Of(ViewOf(instance)).Values.Sum(it => it.Count) >= _sent.Count, "all events are counted");

    private async Task AssertExactAsync(RunningService<CountPageEvents> instance)
    {
        await CountedAsync(instance);
        Assert.Equal(ExpectedStatistic.Of(_sent).OrderBy(it => it.Key), ExpectedStatistic.Of(ViewOf(instance)).OrderBy(it => it.Key));
    }

    private static StatisticsView ViewOf(RunningService<CountPageEvents> instance) => instance.Services.GetRequiredService<StatisticsView>();
}

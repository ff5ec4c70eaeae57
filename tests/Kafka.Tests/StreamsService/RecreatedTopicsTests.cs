using Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamsService.Processing;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>The topics of the service are deleted and created again, or get partitions, while its instances run and while they do not.</summary>
public sealed class RecreatedTopicsTests(KafkaCluster cluster)
{
    private const int Partitions = 2;

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly StatisticsTopics _topics = new(cluster, Partitions);

    [Fact]
    public async Task All_events_of_a_recreated_source_topic_are_counted_while_two_instances_run()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        await using var one = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);
        await using var two = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);
        Send(60, partition: 0);
        Send(60, partition: 1);
        _ = _topics.Read(view => Count(view) == 120);

        await cluster.RecreateTopicAsync(_topics.Events, Partitions);
        Send(100, partition: 0); // more than before: the client would continue at offset 60
        Send(10, partition: 1);

        Assert.Equal(230, Count(_topics.Read(view => Count(view) >= 230)));
        Send(5, partition: 0);
        Send(5, partition: 1);
        var view = _topics.Read(view => view.Progress.All(it => it.Epoch == 1) && view.Progress.Sum(it => it.Offset) >= 104 + 14);
        Assert.Equal(240, Count(view));
        Assert.Equal([(1, 104), (1, 14)], view.Progress.Select(it => (it.Epoch, it.Offset)));
        Assert.Contains(one.Output.Concat(two.Output), line => line.Contains("was deleted and created again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_events_of_a_source_topic_that_was_recreated_while_the_service_was_down_are_counted()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        await using (ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration))
        {
            Send(60, partition: 0);
            _ = _topics.Read(view => Count(view) == 60);
        }

        await cluster.RecreateTopicAsync(_topics.Events, Partitions);
        Send(100, partition: 0);
        await using var again = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);

        Assert.Equal(160, Count(_topics.Read(view => Count(view) >= 160)));
    }

    [Fact]
    public async Task A_killed_instance_counts_the_new_source_topic_exactly_once()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        await using (ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration))
        {
            Send(60, partition: 0);
            _ = _topics.Read(view => Count(view) == 60);
            await cluster.RecreateTopicAsync(_topics.Events, Partitions);
            Send(100, partition: 0);
            _ = _topics.Read(view => Count(view) == 160);
        }

        Send(7, partition: 0);
        await using var again = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);

        Assert.Equal(167, Count(_topics.Read(view => Count(view) >= 167)));
    }

    [Fact]
    public async Task Added_partitions_are_counted_within_seconds_and_the_output_topic_is_extended()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        await using var one = await StartAsync();
        await using var two = await StartAsync();

        await cluster.AddPartitionsAsync(_topics.Events, 4);
        for (var partition = 0; partition < 4; partition++) Send(10, partition);

        await Eventually.TrueAsync(() => Count(View(one)) == 40 && Count(View(two)) == 40, "both instances show all events");
        Assert.Equal(4, cluster.PartitionsOf(_topics.Statistics));
        await Eventually.TrueAsync(async () => (await HealthAsync(one)).Status is HealthStatus.Healthy, "the service is healthy");
    }

    [Fact]
    public async Task An_output_topic_with_too_few_partitions_is_extended_at_start()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        await cluster.AddPartitionsAsync(_topics.Events, 4);
        Send(10, partition: 3);
        await using var one = await StartAsync();

        await Eventually.TrueAsync(() => Count(View(one)) == 10, "the events of the new partition are counted");
        Assert.Equal(4, cluster.PartitionsOf(_topics.Statistics));
    }

    [Fact]
    public async Task A_recreated_output_topic_gets_the_open_windows_again_and_both_instances_show_it()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        Send(30, partition: 0);
        Send(30, partition: 1);
        await Eventually.TrueAsync(() => Count(View(one)) == 60 && Count(View(two)) == 60, "both instances show all events");

        await cluster.RecreateTopicAsync(_topics.Statistics, Partitions);
        await Eventually.TrueAsync(() => View(one).Generation > 0 && View(two).Generation > 0, "both instances have noticed the new topic");
        Send(10, partition: 0);
        Send(10, partition: 1);

        await Eventually.TrueAsync(() => Count(View(one)) == 80 && Count(View(two)) == 80, "both instances show all events");
        Assert.Equal(80, Count(_topics.Read(view => Count(view) >= 80)));
        await Eventually.TrueAsync(
            async () => (await HealthAsync(one)).Status is HealthStatus.Healthy && (await HealthAsync(two)).Status is HealthStatus.Healthy,
            "both instances are healthy");
    }

    [Fact]
    public async Task An_output_topic_that_is_recreated_with_too_few_partitions_is_extended_and_loses_no_event()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        await using var one = ServiceProcess.Start(typeof(CountPageEvents), _topics.Configuration);
        Send(30, partition: 0);
        Send(30, partition: 1);
        _ = _topics.Read(view => Count(view) == 60);

        await cluster.RecreateTopicAsync(_topics.Statistics, partitions: 1);
        await Eventually.TrueAsync(() => cluster.PartitionsOf(_topics.Statistics) == Partitions, "the output topic is extended");
        await Eventually.TrueAsync(() => one.Output.Any(line => line.Contains("The table is cleared", StringComparison.Ordinal)), "the instance has noticed");
        Send(10, partition: 0);
        Send(10, partition: 1);

        Assert.Equal(80, Count(_topics.Read(view => Count(view) >= 80)));
        Assert.DoesNotContain(one.Output, line => line.Contains("This process stops", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connected_client_gets_the_statistics_of_a_recreated_output_topic()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        await using var one = await StartAsync();
        for (var i = 0; i < 20; i++) Send(5, partition: 0);
        await Eventually.TrueAsync(() => Count(View(one)) == 100, "all events are counted");
        using var timeout = new CancellationTokenSource(KafkaCluster.Timeout, TimeProvider.System);
        await using var events = one.Services.GetRequiredService<global::StreamsService.Live.StatisticsFeed>()
            .ListenAsync(since: null, timeout.Token).GetAsyncEnumerator(timeout.Token);
        while (!Text(events.Current).Contains("\"count\":20", StringComparison.Ordinal)) await events.MoveNextAsync();

        await cluster.RecreateTopicAsync(_topics.Statistics, Partitions);
        await Eventually.TrueAsync(() => View(one).Generation > 0, "the instance has noticed the new topic");
        Send(5, partition: 0);

        while (!Text(events.Current).Contains("\"count\":21", StringComparison.Ordinal)) await events.MoveNextAsync();
    }

    private static string Text(byte[]? utf8) => System.Text.Encoding.UTF8.GetString(utf8 ?? []);

    private Task<RunningService<CountPageEvents>> StartAsync() => RunningService<CountPageEvents>.StartAsync(_topics.Configuration);

    private static StatisticsView View(RunningService<CountPageEvents> service) => service.Services.GetRequiredService<StatisticsView>();

    private static Task<HealthReport> HealthAsync(RunningService<CountPageEvents> service) =>
        service.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    private static long Count(StatisticsView view) => view.Query(new() { Limit = 1_000_000 }).Items.Sum(it => it.Count);

    private void Send(int events, int partition)
    {
        using var producer = cluster.NewProducer<string, byte[]>();
        for (var i = 0; i < events; i++) StatisticsTopics.Send(producer, new(_topics.Events, partition), new PageEvent($"P{i % 5}", $"U{i}", Now, 1_000));
        producer.Flush(KafkaCluster.Timeout);
    }
}

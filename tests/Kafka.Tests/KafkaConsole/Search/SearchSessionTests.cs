using Confluent.Kafka;
using InMemoryKafka;
using KafkaConsole.Records;
using KafkaConsole.Search;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.KafkaConsole.Search;

public sealed class SearchSessionTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_search_pauses_after_a_hundred_hits_and_stops_at_five_hundred()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, Enumerable.Range(0, 600).Select(number => $"{number}"));
        await using var host = await RunningConsole.StartAsync(cluster);
        using var session = NewSession(host, topic);

        for (var hits = 100; hits <= 500; hits += 100)
        {
            await session.RunAsync();
            Assert.Equal((hits == 500 ? SearchState.Full : SearchState.Paused, hits), (session.Current.State, session.Current.Hits.Count));
        }

        Assert.Equal(Enumerable.Range(100, 500).Reverse(), session.Current.Hits.Select(hit => (int)hit.Offset));
    }

    [Fact]
    public async Task A_search_that_finds_less_is_complete()
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.Produce(topic, 1, "one", "two");
        await using var host = await RunningConsole.StartAsync(cluster);
        using var session = NewSession(host, topic);

        await session.RunAsync();

        Assert.Equal((SearchState.Complete, 2), (session.Current.State, session.Current.Hits.Count));
        Assert.Equal(1, session.Current.Plan?.Share);
    }

    [Fact]
    public async Task A_search_that_is_cancelled_keeps_its_hits_and_can_be_continued()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, [.. Enumerable.Repeat("other", 20_000), "hit"]);
        await using var host = await RunningConsole.StartAsync(cluster);
        var cancels = true;
        SearchSession? started = null;
        using var session = started = NewSession(host, topic, "text=hit", () =>
        {
            if (cancels && started!.Current.Hits.Count > 0) started.Cancel();
        });

        await session.RunAsync();
        Assert.Equal((SearchState.Cancelled, 1), (session.Current.State, session.Current.Hits.Count));
        Assert.InRange(session.Current.Plan!.Records, 1, 20_000);

        cancels = false;
        await session.RunAsync();
        Assert.Equal((SearchState.Complete, 1), (session.Current.State, session.Current.Hits.Count));
        Assert.Equal(0, session.Current.Plan.Partitions.Sum(partition => partition.Remaining));
    }

    [Fact]
    public async Task A_search_fails_while_the_cluster_refuses_and_can_be_continued_then()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It injects errors.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var topic = own.NewTopic(partitions: 1);
        own.Produce(topic, 0, "hit");
        await using var host = await RunningConsole.StartAsync(own);
        using var session = NewSession(host, topic);
        brokers.PushRequestErrors(ApiKey.Fetch, Enumerable.Repeat(ErrorCode.TopicAuthorizationFailed, 20).ToArray());

        await session.RunAsync();
        Assert.Equal(SearchState.Failed, session.Current.State);
        Assert.StartsWith("The cluster refuses: ", session.Current.Error, StringComparison.Ordinal);

        brokers.ClearRequestErrors(ApiKey.Fetch);
        await session.RunAsync();
        Assert.Equal((SearchState.Complete, 1, null), (session.Current.State, session.Current.Hits.Count, session.Current.Error));
    }

    private static SearchSession NewSession(
        RunningConsole host, string topic, string query = "fromOffset=0", Action? changed = null) => new(
        host.Services.GetRequiredService<SearchPlanner>(),
        host.Services.GetRequiredService<RecordSearch>(),
        TimeProvider.System,
        new RecordQuery(topic, null, RecordStart.End, RecordQuery.DefaultLimit),
        RecordFilterParameters.Parse(QueryHelpers.ParseQuery(query)).Filter,
        changed ?? (() => { }));
}

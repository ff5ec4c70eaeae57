using System.Net;
using KafkaConsole.Search;
using static Kafka.Tests.KafkaConsole.Search.Searches;

namespace Kafka.Tests.KafkaConsole.Search;

/// <summary>What a search may cost, and how many may run at once.</summary>
public sealed class SearchLimitsTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_search_that_is_cancelled_makes_room_for_others()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, Numbers(5_000));
        await using var host = await RunningConsole.StartAsync(cluster);
        var plan = await PlanAsync(host, topic, "text=1", newestFirst: true);

        for (var number = 0; number < 20; number++)
        {
            using var cancellation = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (var step in SearchOf(host).RunAsync(plan, new(), cancellation.Token)) await cancellation.CancelAsync();
            });
        }
    }

    [Fact]
    public async Task More_searches_than_eight_at_once_are_refused()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, Numbers(5_000));
        await using var host = await RunningConsole.StartAsync(cluster);
        var plan = await PlanAsync(host, topic, "text=1", newestFirst: true);
        var waiting = Enumerable.Range(0, 8).Select(_ => RunAsync(host, plan).GetAsyncEnumerator()).ToList();
        foreach (var steps in waiting) await steps.MoveNextAsync(); // the search waits until the next step is taken

        var problem = await host.GetAsync($"topics/{topic}/records?text=1", HttpStatusCode.ServiceUnavailable);

        Assert.StartsWith(
            "8 searches and downloads are running already.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        foreach (var steps in waiting) await steps.DisposeAsync();
        Assert.NotEmpty(Values(await host.GetAsync($"topics/{topic}/records?text=1")));
    }

    [Fact]
    public async Task The_bounds_of_a_search_stop_it()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, Enumerable.Repeat(new string('x', 1_000), 1_000));
        await using var host = await RunningConsole.StartAsync(cluster);
        var plan = await PlanAsync(host, topic, "text=x", newestFirst: true);

        var byBytes = await LastPlanAsync(new() { MaxHitBytes = 10_000 });
        var byTime = await LastPlanAsync(new() { Timeout = TimeSpan.Zero });

        Assert.InRange(byBytes.Records, 10, 999);
        Assert.Equal(0, byTime.Records);

        async Task<SearchPlan> LastPlanAsync(SearchBounds bounds)
        {
            var last = plan;
            await foreach (var step in SearchOf(host).RunAsync(plan, bounds, TestContext.Current.CancellationToken)) last = step.Plan;
            return last;
        }
    }
}

using KafkaConsole.Search;

namespace Kafka.Tests.KafkaConsole.Search;

public sealed class SearchPageTests(KafkaCluster cluster)
{
    [Fact]
    public async Task The_address_of_a_search_runs_it()
    {
        var topic = cluster.NewTopic(partitions: 2);
        cluster.Produce(topic, 0, "one", "two");
        cluster.Produce(topic, 1, "one more");
        await using var host = await RunningConsole.StartAsync(cluster);

        await using var page = await OpenAsync(host, topic, "text=one&from=beginning");
        var html = await page.ShowsAsync(">Complete</span>");

        Assert.Contains("2 found in 3 records", html, StringComparison.Ordinal);
        Assert.Contains(">one more</span>", html, StringComparison.Ordinal);
        Assert.DoesNotContain(">two</span>", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"api/topics/{topic}/records/download?text=one\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"one\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_without_hits_says_how_many_records_were_searched()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, "one", "two");
        await using var host = await RunningConsole.StartAsync(cluster);

        await using var page = await OpenAsync(host, topic, "key=none");

        await page.ShowsAsync("No record matches. 2 records were searched.");
    }

    [Fact]
    public async Task Invalid_parameters_are_reported_beside_their_fields_and_nothing_is_searched()
    {
        var topic = cluster.NewTopic(partitions: 1);
        await using var host = await RunningConsole.StartAsync(cluster);

        await using var page = await OpenAsync(host, topic, "json=user&toTime=never&partition=x&from=5");
        var html = await page.ShowsAsync("search-json-error");

        Assert.Contains("id=\"search-toTime-error\"", html, StringComparison.Ordinal);
        Assert.Contains("search-partition-error", html, StringComparison.Ordinal);
        Assert.Contains("search-from-error", html, StringComparison.Ordinal);
        Assert.DoesNotContain("search-results", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_is_an_error()
    {
        await using var host = await RunningConsole.StartAsync(cluster);

        await using var page = await OpenAsync(host, "never-created", "text=one");

        await page.ShowsAsync("There is no topic never-created.");
    }

    private static Task<RenderedPage> OpenAsync(RunningConsole host, string topic, string query) =>
        RenderedPage.OpenAtAsync<SearchPage>(host, $"topics/{topic}/search?{query}", ("Topic", topic));
}

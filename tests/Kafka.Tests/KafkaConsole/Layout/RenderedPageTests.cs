using InMemoryKafka;
using Kafka.Tests.KafkaConsole.DeadLetters;
using KafkaConsole.DeadLetters;
using KafkaConsole.Groups;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace Kafka.Tests.KafkaConsole.Layout;

public sealed class RenderedPageTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData("true", true)]
    [InlineData(null, false)]
    public async Task Redrive_buttons_are_shown_only_where_redrive_is_allowed(string? allowed, bool expected)
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "poison");
        await using var console = await RunningConsole.StartAsync(cluster, ("Console:AllowRedrive", allowed));
        await using var page = await RenderedPage.OpenAsync<DeadLetterTopicPage>(console, ("Topic", box.Topic));

        var html = await page.ShowsAsync("no luck");

        Assert.Equal(expected, html.Contains("data-testid=\"redrive\"", StringComparison.Ordinal));
        Assert.Equal(expected, html.Contains("data-testid=\"redrive-all\"", StringComparison.Ordinal));
        Assert.Equal(!expected, html.Contains("Console:AllowRedrive", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reason=a&reason=b")]
    [InlineData("partition=x")]
    [InlineData("letter=17")]
    [InlineData("fromTime=yesterday")]
    [InlineData("from=middle")]
    public async Task A_page_with_an_invalid_selection_has_no_button_that_redrives(string query)
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "poison");
        await using var console = await RunningConsole.StartAsync(cluster);
        await using var page = await RenderedPage.OpenAtAsync<DeadLetterTopicPage>(
            console, $"dead-letters/{box.Topic}?{query}", ("Topic", box.Topic));

        var html = await page.ShowsAsync("redrive-invalid");

        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("data-testid=\"redrive-all\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_groups_page_says_that_groups_are_not_available()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "A real cluster implements the admin API.");
        await using var console = await RunningConsole.StartAsync(cluster);
        await using var page = await RenderedPage.OpenAsync<GroupsPage>(console);

        await page.ShowsAsync("not available on this cluster");
    }

    [Fact]
    public async Task Pages_of_an_empty_cluster_say_what_will_appear()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "Other tests create topics there.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        await using var console = await RunningConsole.StartAsync(own);
        await using var topics = await RenderedPage.OpenAsync<TopicsPage>(console);
        await using var deadLetters = await RenderedPage.OpenAsync<DeadLettersPage>(console);

        await topics.ShowsAsync("The cluster has no topics yet");
        await deadLetters.ShowsAsync("There are no dead letters");
    }

    [Fact]
    public async Task The_page_of_a_missing_topic_says_so()
    {
        await using var console = await RunningConsole.StartAsync(cluster);
        await using var page = await RenderedPage.OpenAsync<RecordsPage>(console, ("Topic", "missing"));

        await page.ShowsAsync("There is no topic missing");
    }

    [Fact]
    public async Task A_page_keeps_what_it_shows_during_an_outage_and_recovers()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It takes the brokers down.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var topic = own.NewTopic();
        await using var console = await RunningConsole.StartAsync(own);
        await using var page = await RenderedPage.OpenAsync<TopicsPage>(console);
        await page.ShowsAsync(topic);

        brokers.SetBrokerDown();
        Assert.Contains(topic, await page.ShowsAsync("The cluster does not answer"), StringComparison.Ordinal);

        brokers.SetBrokerUp();
        await Eventually.TrueAsync(
            async () => !(await page.HtmlAsync()).Contains("does not answer", StringComparison.Ordinal), "the page recovers");
    }

    [Theory]
    [InlineData(
        "http://localhost:15101/traces/detail/{traceId}", "href=\"http://localhost:15101/traces/detail/0af7651916cd43dd8448eb211c80319c\"")]
    [InlineData(null, "<span class=\"mono\"")]
    public async Task A_trace_id_is_a_link_only_where_a_viewer_is_configured(string? url, string expected)
    {
        await using var console = await RunningConsole.StartAsync(cluster, ("Console:TraceUrl", url));
        await using var link = await RenderedPage.OpenAsync<TraceLink>(console, ("TraceId", "0af7651916cd43dd8448eb211c80319c"));

        Assert.Contains(expected, await link.HtmlAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_live_tail_shows_how_many_records_it_has_received()
    {
        await using var console = await RunningConsole.StartAsync(cluster);
        Func<TopicRecord, string> href = _ => "#";
        await using var tail = await RenderedPage.OpenAsync<LiveTail>(console, ("Topic", cluster.NewTopic()), ("Href", href));

        var html = await tail.ShowsAsync("0 received");

        Assert.DoesNotContain("@", html, StringComparison.Ordinal);
    }
}

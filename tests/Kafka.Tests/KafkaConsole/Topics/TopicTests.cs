using System.Net;
using System.Text.Json;
using Dashboard.Kafka.Topics;
using InMemoryKafka;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Dashboard.KafkaInspection;

public sealed class TopicTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_topic_shows_its_partitions_and_what_they_hold()
    {
        var topic = cluster.NewTopic(partitions: 3);
        cluster.Produce(topic, 1, "a", "b");
        cluster.Produce(topic, 2, "c");
        await using var host = await InspectionHost.StartAsync(cluster);

        var found = await FindAsync(host, topic);

        Assert.Equal(3, found.GetProperty("records").GetInt64());
        Assert.Equal(
            [(0, 0, 0), (1, 0, 2), (2, 0, 1)],
            found.GetProperty("partitions").EnumerateArray().Select(partition =>
                (partition.GetProperty("partition").GetInt32(), partition.GetProperty("low").GetInt32(), partition.GetProperty("high").GetInt32())));
    }

    [Fact]
    public async Task A_topics_size_is_estimated_once_records_were_read()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, "1234", "1234567890");
        await using var host = await InspectionHost.StartAsync(cluster);
        Assert.Equal(JsonValueKind.Null, (await FindAsync(host, topic)).GetProperty("estimatedBytes").ValueKind);

        await host.GetAsync($"topics/{topic}/records");

        Assert.Equal(14, (await FindAsync(host, topic)).GetProperty("estimatedBytes").GetInt64());
    }

    [Fact]
    public async Task Topics_that_serve_the_cluster_are_shown_only_when_asked_for()
    {
        var topic = KafkaCluster.NewName("__internal");
        cluster.NewTopicNamed(topic, 1);
        await using var host = await InspectionHost.StartAsync(cluster);

        Assert.DoesNotContain(topic, await NamesAsync(host, "topics"));
        Assert.Contains(topic, await NamesAsync(host, "topics?includeInternal=true"));
    }

    [Fact]
    public async Task No_topic_is_created_by_asking_for_it()
    {
        var topic = KafkaCluster.NewName("never-created");
        await using var host = await InspectionHost.StartAsync(cluster);

        await host.ProblemAsync($"topics/{topic}/records", HttpStatusCode.NotFound);
        await host.ProblemAsync($"topics/{topic}/records/stream", HttpStatusCode.NotFound);
        await host.ProblemAsync($"dead-letters/{topic}.dead", HttpStatusCode.NotFound);

        Assert.DoesNotContain(await NamesAsync(host, "topics"), name => name.StartsWith(topic, StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_cluster_is_away_it_says_so_and_when_to_come_back()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It takes the brokers down.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var topic = own.NewTopic();
        await using var host = await InspectionHost.StartAsync(own);
        brokers.SetBrokerDown(1);

        var response = await host.Api.GetAsync("/api/kafka/topics");

        Assert.NotNull(response.Headers.RetryAfter);
        var problem = await InspectionHost.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("does not answer", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        brokers.SetBrokerUp(1);
        await Eventually.TrueAsync(async () => (await host.Api.GetAsync($"/api/kafka/topics/{topic}/records")).IsSuccessStatusCode, "it answers again");
    }

    [Fact]
    public void A_rate_is_that_of_the_last_seconds()
    {
        var time = new FakeTimeProvider();
        var rates = new TopicRates(time);

        Assert.Null(rates.Observe("t", 1_000));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(50, rates.Observe("t", 1_100));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, rates.Observe("t", 1_100));
    }

    [Fact]
    public void A_topic_that_was_deleted_and_created_again_has_no_negative_rate()
    {
        var time = new FakeTimeProvider();
        var rates = new TopicRates(time);
        rates.Observe("t", 1_000);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(rates.Observe("t", 5));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, rates.Observe("t", 7));
    }

    private static async Task<JsonElement> FindAsync(InspectionHost host, string topic) =>
        (await host.GetAsync("topics")).EnumerateArray().Single(found => found.GetProperty("name").GetString() == topic);

    private static async Task<IReadOnlyList<string>> NamesAsync(InspectionHost host, string path) =>
        [.. (await host.GetAsync(path)).EnumerateArray().Select(topic => topic.GetProperty("name").GetString()!)];
}

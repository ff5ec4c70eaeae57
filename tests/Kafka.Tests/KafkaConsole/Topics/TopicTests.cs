using System.Net;
using System.Text.Json;
using InMemoryKafka;
using KafkaConsole.Topics;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.KafkaConsole.Topics;

public sealed class TopicTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_topic_has_partitions_with_offsets()
    {
        var topic = cluster.NewTopic(partitions: 3);
        cluster.Produce(topic, 1, "a", "b");
        cluster.Produce(topic, 2, "c");
        await using var host = await RunningConsole.StartAsync(cluster);

        var found = await FindAsync(host, topic);

        Assert.Equal(3, found.GetProperty("records").GetInt64());
        Assert.Equal(
            [(0, 0, 0), (1, 0, 2), (2, 0, 1)],
            found.GetProperty("partitions").EnumerateArray().Select(partition => (
                partition.GetProperty("partition").GetInt32(),
                partition.GetProperty("low").GetInt32(),
                partition.GetProperty("high").GetInt32())));
    }

    [Fact]
    public async Task The_size_of_a_topic_is_estimated_from_records_that_were_read()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, "1234", "1234567890");
        await using var host = await RunningConsole.StartAsync(cluster);
        Assert.Equal(JsonValueKind.Null, (await FindAsync(host, topic)).GetProperty("estimatedBytes").ValueKind);

        await host.GetAsync($"topics/{topic}/records");

        Assert.Equal(14, (await FindAsync(host, topic)).GetProperty("estimatedBytes").GetInt64());
    }

    [Fact]
    public async Task Internal_topics_are_listed_only_on_request()
    {
        var topic = KafkaCluster.NewName("__internal");
        cluster.NewTopicNamed(topic, 1);
        await using var host = await RunningConsole.StartAsync(cluster);

        Assert.DoesNotContain(topic, await NamesAsync(host, "topics"));
        Assert.Contains(topic, await NamesAsync(host, "topics?includeInternal=true"));
    }

    [Fact]
    public async Task A_request_for_a_topic_does_not_create_it()
    {
        var topic = KafkaCluster.NewName("never-created");
        await using var host = await RunningConsole.StartAsync(cluster);

        await host.GetAsync($"topics/{topic}/records", HttpStatusCode.NotFound);
        await host.GetAsync($"topics/{topic}/records/stream", HttpStatusCode.NotFound);
        await host.GetAsync($"dead-letters/{topic}.dead", HttpStatusCode.NotFound);

        Assert.DoesNotContain(await NamesAsync(host, "topics"), name => name.StartsWith(topic, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outage_of_the_cluster_is_503_with_Retry_After()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It takes the brokers down.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var topic = own.NewTopic();
        await using var host = await RunningConsole.StartAsync(own);
        brokers.SetBrokerDown();

        var response = await host.Http.GetAsync("/api/topics");

        Assert.NotNull(response.Headers.RetryAfter);
        var problem = await RunningConsole.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("does not answer", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        brokers.SetBrokerUp();
        await Eventually.TrueAsync(
            async () => (await host.Http.GetAsync($"/api/topics/{topic}/records")).IsSuccessStatusCode, "it answers again");
    }

    [Fact]
    public void A_rate_is_measured_over_the_last_ten_seconds()
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
    public void A_topic_that_was_created_anew_has_no_negative_rate()
    {
        var time = new FakeTimeProvider();
        var rates = new TopicRates(time);
        rates.Observe("t", 1_000);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(rates.Observe("t", 5));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, rates.Observe("t", 7));
    }

    private static async Task<JsonElement> FindAsync(RunningConsole host, string topic) =>
        (await host.GetAsync("topics")).EnumerateArray().Single(found => found.GetProperty("name").GetString() == topic);

    private static async Task<IReadOnlyList<string>> NamesAsync(RunningConsole host, string path) =>
        [.. (await host.GetAsync(path)).EnumerateArray().Select(topic => topic.GetProperty("name").GetString()!)];
}

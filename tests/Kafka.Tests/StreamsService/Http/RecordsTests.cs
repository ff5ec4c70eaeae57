using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Kafka.Tests.ProducerApi;
using Messaging;
using Messaging.Reading;
using Microsoft.Extensions.DependencyInjection;
using Topics = Contracts.Topics;

namespace Kafka.Tests.StreamsService.Http;

public sealed class RecordsTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_listener_gets_the_last_records_and_then_those_that_follow()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, Enumerable.Range(0, 60).Select(number => $"{number}"));
        await using var tails = await TailsAsync(topic);
        await using var app = await RunningStreams.StartAsync(TailIn(tails), ("Records:Topics:0", topic));

        await using var client = await app.ListenAsync($"/records?topic={topic}");
        var past = await client.NextAsync("records");
        Assert.Equal(Enumerable.Range(10, 50).Select(number => $"{number}"), Values(past));
        Assert.Equal(0, past.GetProperty("skipped").GetInt64());

        app.Second();
        cluster.Produce(topic, 0, "next");
        Assert.Equal(["next"], Values(await client.NextAsync("records")));

        await using var second = await app.ListenAsync($"/records?topic={topic}");
        Assert.Equal([.. Enumerable.Range(11, 49).Select(number => $"{number}"), "next"], Values(await second.NextAsync("records")));
    }

    [Fact]
    public async Task The_last_records_are_those_of_all_partitions_in_order_of_time()
    {
        var topic = cluster.NewTopic(partitions: 4);
        using (var producer = cluster.NewProducer())
        {
            for (var number = 0; number < 200; number++)
            {
                producer.Produce(new TopicPartition(topic, number * 7 % 4), new() { Value = $"{number}", Timestamp = new(PageEvents.Noon.AddSeconds(number)) });
            }

            producer.Flush(KafkaCluster.Timeout);
        }

        await using var tails = await TailsAsync(topic);
        await using var app = await RunningStreams.StartAsync(TailIn(tails), ("Records:Topics:0", topic));
        await using var client = await app.ListenAsync($"/records?topic={topic}");

        var past = await client.NextAsync("records");
        Assert.Equal(Enumerable.Range(150, 50).Select(number => $"{number}"), Values(past));
        Assert.Equal(0, past.GetProperty("skipped").GetInt64());
    }

    [Fact]
    public async Task A_record_shows_all_there_is_to_it()
    {
        var topic = cluster.NewTopic(partitions: 2);
        using (var producer = cluster.NewProducer())
        {
            producer.Produce(new TopicPartition(topic, 1), new()
            {
                Key = "k",
                Value = "v",
                Timestamp = new(PageEvents.Noon),
                Headers = [new Header("h", Encoding.UTF8.GetBytes("x"))],
            });
            producer.Flush(KafkaCluster.Timeout);
        }

        await using var tails = await TailsAsync(topic);
        await using var app = await RunningStreams.StartAsync(TailIn(tails), ("Records:Topics:0", topic));
        await using var client = await app.ListenAsync($"/records?topic={topic}");

        Assert.Equal(
            """{"records":[{"key":"k","value":"v","time":"2026-05-04T12:00:00Z","partition":1,"offset":0,"headers":[{"name":"h","value":"x"}]}],"skipped":0}""",
            (await client.NextAsync("records")).GetRawText());
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("?topic=", HttpStatusCode.BadRequest)]
    [InlineData("?topic=views&limit=3", HttpStatusCode.BadRequest)]
    [InlineData("?topic=__consumer_offsets", HttpStatusCode.Forbidden)]
    [InlineData("?topic=page-events", HttpStatusCode.Forbidden)]
    public async Task A_topic_that_may_not_be_looked_at_is_refused(string query, HttpStatusCode status)
    {
        await using var app = await RunningStreams.StartAsync(("Topics:page-events:Name", "views"));

        await (await app.Http.GetAsync($"/records{query}")).ProblemAsync(status);
    }

    [Theory]
    [InlineData("views")]
    [InlineData("page-events-json")]
    [InlineData("page-statistics")]
    public async Task The_system_topics_may_be_read_even_while_the_view_is_catching_up(string topic)
    {
        await using var app = await RunningStreams.StartAsync(("Topics:page-events:Name", "views"));
        app.Progress = new(CaughtUp: false, Records: 0, Behind: 1);

        await using var client = await app.ListenAsync($"/records?topic={topic}");
    }

    private static IEnumerable<string?> Values(JsonElement batch) => batch.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("value").GetString());

    private static ITopicTail TailIn(TestService tails) => tails.Services.GetRequiredService<ITopicTail>();

    /// <summary>Starts a service with an <see cref="ITopicTail"/>, which needs a registered subscription.</summary>
    private Task<TestService> TailsAsync(string topic) => TestService.StartAsync(cluster.Configuration, builder =>
    {
        builder.AddSubscription<global::Contracts.PageEvent, Recorder>(Topics.PageEvents with { Name = topic }, KafkaCluster.NewName("group"));
        builder.AddTopicTailReader();
    });
}

using System.Net;
using System.Text;
using System.Text.Json;
using Contracts;
using Microsoft.Extensions.Time.Testing;
using ProducerApi.Publish;

namespace Kafka.Tests.ProducerApi;

public sealed class PublishEndpointTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_browser_publishes_an_event_and_sees_it_with_its_receipt_and_trace()
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.GetAsync($"/publish/{api.Topic}/home");

        var published = await response.SuccessAsync();
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal(response.TraceId(), published.GetProperty("traceId").GetString());
        var record = Assert.Single(cluster.Read(api.Topic, 1));
        Assert.Equal(record.Offset.Value, published.GetProperty("receipt").GetProperty("offset").GetInt64());
        Assert.Equal("home", Encoding.UTF8.GetString(record.Message.Key));
        Assert.Equal(published.GetProperty("event").GetRawText(), Encoding.UTF8.GetString(record.Message.Value));
    }

    [Fact]
    public async Task Any_topic_that_is_allowed_takes_page_events()
    {
        await using var api = RunningApi.Start(cluster);
        var topic = cluster.NewTopic();

        await (await api.GetAsync($"/publish/{topic}/home")).SuccessAsync();

        Assert.Equal("home", JsonSerializer.Deserialize(cluster.ReadValues(topic, 1).Single(), ContractsJson.Default.PageEvent)?.Name);
    }

    [Theory]
    [InlineData("/publish/__consumer_offsets/home", HttpStatusCode.Forbidden)]
    [InlineData("/publish/page-statistics/home", HttpStatusCode.Forbidden)]
    [InlineData("/publish/a%20b/home", HttpStatusCode.BadRequest)]
    [InlineData("/publish/a/%20", HttpStatusCode.BadRequest)]
    public async Task A_topic_or_page_that_may_not_be_is_refused(string path, HttpStatusCode status)
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.GetAsync(path);

        await response.ProblemAsync(status);
    }

    [Fact]
    public void The_same_seed_makes_the_same_events()
    {
        var time = new FakeTimeProvider(PageEvents.Noon);
        var one = new RandomPageEvents(new Random(7), time);
        var other = new RandomPageEvents(new Random(7), time);

        var events = Enumerable.Range(0, 1000).Select(_ => one.Of("home")).ToList();

        Assert.Equal(events, Enumerable.Range(0, 1000).Select(_ => other.Of("home")));
        Assert.Equal(["U1", "U2"], events.Select(e => e.User).Distinct().Order());
        Assert.All(events, e => Assert.InRange(e.Duration, 0, 9_000));
        Assert.All(events, e => Assert.Equal(PageEvents.Noon, e.Date));
    }
}

namespace Kafka.Tests.StreamsService.Http;

public sealed class AnalyticsTests
{
    private readonly OutputTopic _topic = new();

    [Fact]
    public async Task Each_second_says_how_many_events_each_page_has_in_the_window_of_now()
    {
        await using var app = await RunningStreams.StartAsync();
        app.Read(_topic.Count("P2", 0, 9).Count("P1", 0, 12).Count("P1", -1, 100).Count("P3", 1, 1));
        await using var client = await app.ListenAsync("/analytics");

        app.Second();
        Assert.Equal("""{"P1":12,"P2":9}""", (await client.NextAsync("message")).GetRawText());

        app.Read(_topic.Count("P1", 0, 13));
        app.Second();
        Assert.Equal("""{"P1":13,"P2":9}""", (await client.NextAsync("message")).GetRawText());

        for (var second = 3; second <= 5; second++)
        {
            app.Second();
            var counts = (await client.NextAsync("message")).GetRawText();
            Assert.Equal(second < 5 ? """{"P1":13,"P2":9}""" : """{"P3":1}""", counts);
        }
    }

    [Fact]
    public async Task A_window_without_events_has_no_pages()
    {
        await using var app = await RunningStreams.StartAsync();
        await using var client = await app.ListenAsync("/analytics");

        app.Second();

        Assert.Equal("{}", (await client.NextAsync("message")).GetRawText());
    }
}

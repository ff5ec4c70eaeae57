using System.Net;
using Kafka.Tests.ProducerApi;

namespace Kafka.Tests.StreamsService.Http;

public sealed class StatisticsStreamTests
{
    private const string Path = "/statistics/stream";

    private readonly OutputTopic _topic = new();

    [Fact]
    public async Task A_stream_begins_with_the_last_five_minutes_and_goes_on_with_each_change()
    {
        await using var app = await RunningStreams.StartAsync();
        app.Read(_topic.Count("P1", -61, 1).Count("P2", -60, 2).Count("P1", 0, 3));

        await using var client = await app.ListenAsync(Path);

        Assert.Equal(["P2@-60=2", "P1@0=3"], await client.NextWindowsAsync());
        Assert.Equal("3", client.LastId);

        app.Read(_topic.Count("P1", 0, 4));
        Assert.Equal(["P1@0=4"], await client.NextWindowsAsync());
        app.Read(_topic.Count("P1", 0, 1, partition: 2).Count("P2", 1, 5));
        Assert.Equal(["P1@0=5", "P2@1=5"], await client.NextWindowsAsync());
        Assert.Equal("5.0.1", client.LastId);
    }

    [Fact]
    public async Task All_invalid_parameters_are_reported_at_once()
    {
        await using var app = await RunningStreams.StartAsync();

        using var response = await app.Http.GetAsync($"{Path}?since=yesterday&sinze=0");

        var errors = (await response.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("errors");
        Assert.Equal("is not a known parameter; use since", errors.GetProperty("sinze")[0].GetString());
        Assert.Equal("must be the id of an event", errors.GetProperty("since")[0].GetString());
    }

    [Fact]
    public async Task An_answer_is_a_stream_that_nobody_keeps_or_holds_back()
    {
        await using var app = await RunningStreams.StartAsync();

        await using var client = await app.ListenAsync(Path);

        Assert.Equal("text/event-stream", client.Response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", client.Response.Headers.CacheControl?.ToString());
        Assert.Equal("no", Assert.Single(client.Response.Headers.GetValues("X-Accel-Buffering")));
        Assert.Empty(await client.NextWindowsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_goes_on_at_another_instance_from_exactly_what_it_has(bool byHeader)
    {
        await using var one = await RunningStreams.StartAsync();
        await using var other = await RunningStreams.StartAsync();
        one.Read(_topic.Count("P1", -100, 1).Count("P1", 0, 3).Count("P2", 0, 9, partition: 1));
        string id;
        await using (var client = await one.ListenAsync(Path))
        {
            await client.NextWindowsAsync();
            id = client.LastId!;
        }

        _topic.Count("P1", -100, 2).Count("P3", 0, 1, partition: 3);
        other.Read(_topic);
        await using var again = byHeader ? await other.ListenAsync(Path, id) : await other.ListenAsync($"{Path}?since={id}");

        Assert.Equal(["P1@-100=2", "P3@0=1"], await again.NextWindowsAsync());
        other.Read(_topic.Count("P2", 0, 10, partition: 1));
        Assert.Equal(["P2@0=10"], await again.NextWindowsAsync());
    }

    [Fact]
    public async Task A_client_that_has_more_than_an_instance_waits_for_it_rather_than_going_back()
    {
        await using var behind = await RunningStreams.StartAsync();
        behind.Read(_topic.Count("P1", 0, 1).Count("P2", 0, 1));
        _topic.Count("P1", 0, 2);

        await using var client = await behind.ListenAsync($"{Path}?since=3");
        behind.Read(_topic);
        behind.Read(_topic.Count("P2", 0, 2));

        Assert.DoesNotContain("P1@0=1", await client.NextWindowsAsync());
    }

    [Fact]
    public async Task A_client_of_a_topic_that_is_gone_gets_everything()
    {
        await using var app = await RunningStreams.StartAsync();
        app.Read(_topic.Count("P1", -100, 1).Count("P2", 0, 1));

        await using var client = await app.ListenAsync($"{Path}?since=1000000");
        var windows = client.NextWindowsAsync();
        await Eventually.TrueAsync(
            () =>
            {
                app.Second();
                return windows.IsCompleted;
            },
            "the instance waits no longer");

        Assert.Equal(["P1@-100=1", "P2@0=1"], await windows);
        Assert.Equal("2", client.LastId);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("1.-2")]
    [InlineData("99999999999999999999")]
    public async Task A_since_that_is_no_id_is_refused_and_a_header_ignored(string id)
    {
        await using var app = await RunningStreams.StartAsync();
        app.Read(_topic.Count("P1", -100, 1).Count("P2", 0, 1));

        using var response = await app.Http.GetAsync($"{Path}?since={id}");
        Assert.Equal(["since: must be the id of an event"], (await response.ProblemAsync(HttpStatusCode.BadRequest)).Errors());

        await using var client = await app.ListenAsync(Path, id);
        Assert.Equal(["P2@0=1"], await client.NextWindowsAsync());
    }

    [Fact]
    public async Task The_header_goes_before_since_because_it_is_newer()
    {
        await using var app = await RunningStreams.StartAsync();
        app.Read(_topic.Count("P1", 0, 1).Count("P2", 0, 1).Count("P3", 0, 1));

        await using var client = await app.ListenAsync($"{Path}?since=1", lastEventId: "2");

        Assert.Equal(["P3@0=1"], await client.NextWindowsAsync());
    }

    [Fact]
    public async Task Each_second_a_summary_says_how_things_are()
    {
        await using var app = await RunningStreams.StartAsync();
        app.Read(_topic.Count("P1", -1, 30).Count("P2", -2, 20));
        await using var client = await app.ListenAsync(Path);
        await client.NextWindowsAsync();

        app.Second();
        var summary = await client.NextAsync("summary");
        Assert.Equal("""{"time":"2026-05-04T12:00:01Z","eventsPerSecond":5,"pages":2,"users":0,"late":0,"lag":null,"instances":0}""", summary.GetRawText());

        app.Second();
        Assert.Equal("2026-05-04T12:00:02Z", (await client.NextAsync("summary")).GetProperty("time").GetString());
    }

    [Fact]
    public async Task A_large_answer_comes_in_parts_of_which_only_the_last_can_be_resumed_from()
    {
        await using var app = await RunningStreams.StartAsync();
        for (var page = 0; page < 1_200; page++) _topic.Count($"{page:0000}", 0, 1);
        app.Read(_topic);

        await using var client = await app.ListenAsync(Path);

        Assert.Equal((500, null), ((await client.NextWindowsAsync()).Count, client.LastId));
        Assert.Equal((500, null), ((await client.NextWindowsAsync()).Count, client.LastId));
        Assert.Equal((200, "1200"), ((await client.NextWindowsAsync()).Count, client.LastId));
    }
}

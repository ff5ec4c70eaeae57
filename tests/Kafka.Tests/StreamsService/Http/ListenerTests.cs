using System.Net;
using System.Net.Sockets;
using System.Text;
using Kafka.Tests.ProducerApi;
using StreamsService.Live;

namespace Kafka.Tests.StreamsService.Http;

public sealed class ListenerTests
{
    private readonly OutputTopic _topic = new();

    [Fact]
    public async Task Every_listener_gets_every_change()
    {
        await using var app = await RunningStreams.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.ListenAsync("/statistics/stream")));
        await Task.WhenAll(clients.Select(client => client.NextWindowsAsync()));

        for (var change = 1; change <= 10; change++)
        {
            app.Read(_topic.Count("P1", 0, change));
            foreach (var windows in await Task.WhenAll(clients.Select(client => client.NextWindowsAsync()))) Assert.Equal([$"P1@0={change}"], windows);
        }

        foreach (var client in clients) await client.DisposeAsync();
    }

    [Theory]
    [InlineData("/statistics/stream")]
    [InlineData("/analytics")]
    [InlineData("/records?topic=page-events")]
    public async Task Streams_end_when_the_host_stops(string path)
    {
        await using var app = await RunningStreams.StartAsync();
        await using var client = await app.ListenAsync(path);

        app.StopApplication();

        await client.EndAsync();
        await app.StoppedAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_read_does_not_keep_the_host_from_stopping()
    {
        await using var app = await RunningStreams.StartAsync();
        using var deaf = await ConnectAsync(app);
        await using var quick = await app.ListenAsync("/statistics/stream");
        await quick.NextWindowsAsync();
        await FloodAsync(app, changes: 200, quick);

        app.StopApplication();
        await app.StoppedAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_nobody_up_and_later_has_everything()
    {
        await using var app = await RunningStreams.StartAsync();
        using var slow = await ConnectAsync(app);
        await using var quick = await app.ListenAsync("/statistics/stream");
        await quick.NextWindowsAsync();

        await FloodAsync(app, changes: 200, quick);
        app.Read(_topic.Count("the last", 0, 1));

        var known = new Dictionary<string, string>();
        var lines = new StreamReader(slow.GetStream(), Encoding.UTF8);
        while (!known.ContainsKey("the last@0"))
        {
            if (await lines.ReadLineAsync().WaitAsync(KafkaCluster.Timeout, TimeProvider.System) is not { } line) break;
            if (!line.StartsWith("data: {\"windows\"", StringComparison.Ordinal)) continue;

            var data = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(line["data: ".Length..]);
            foreach (var window in data.Windows()) known[window.Split('=')[0]] = window;
        }

        var all = app.View.Query(new() { Limit = 10_000 }).Items.Select(it => $"{it.Page}@{(it.Window - PageEvents.Noon) / TimeSpan.FromSeconds(5)}={it.Count}");
        Assert.Equal(all.Order(), known.Values.Order());
    }

    [Fact]
    public async Task As_many_listeners_as_configured_may_enter_and_one_more_when_one_has_gone()
    {
        await using var app = await RunningStreams.StartAsync(("Live:MaxListeners", "2"));
        await using var first = await app.ListenAsync("/statistics/stream");
        await using var second = await app.ListenAsync("/analytics");

        foreach (var path in new[] { "/statistics/stream", "/analytics", "/records?topic=page-events" })
        {
            using var refused = await app.Http.GetAsync(path);
            var problem = await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable);
            Assert.Equal("There are too many listeners.", problem.GetProperty("title").GetString());
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        }

        await first.DisposeAsync();
        await Eventually.TrueAsync(() => app.Get<Listeners>().Count < 2, "the first listener is removed");
        await using var third = await app.ListenAsync("/statistics/stream");
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/statistics")).StatusCode);
    }

    /// <summary>Opens a statistics stream whose response is never read.</summary>
    private static async Task<TcpClient> ConnectAsync(RunningStreams app)
    {
        var server = app.Http.BaseAddress!;
        var tcp = new TcpClient { ReceiveBufferSize = 4096 };
        await tcp.ConnectAsync(server.Host, server.Port);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /statistics/stream HTTP/1.0\r\nHost: {server.Authority}\r\n\r\n"));
        await Eventually.TrueAsync(() => app.Get<Listeners>().Count > 0, "the stream is open");
        return tcp;
    }

    /// <summary>Publishes more changes than the ring and all network buffers can hold.</summary>
    private async Task FloodAsync(RunningStreams app, int changes, LiveClient witness)
    {
        for (var change = 1; change <= changes; change++)
        {
            for (var page = 0; page < 500; page++) _topic.Count($"page {page}", 0, change);
            app.Read(_topic);
            Assert.Equal(500, (await witness.NextWindowsAsync()).Count);
        }
    }
}

using System.Net;
using Kafka.Tests.ProducerApi;
using Kafka.Tests.StreamsService;
using KafkaConsole;

namespace Kafka.Tests.ServiceDefaults.Http;

public sealed class HeadRequestTests(KafkaCluster cluster)
{
    /// <summary>These differ between any two requests, or belong to a body.</summary>
    private static readonly string[] Ignored = ["Date", "traceresponse", "Transfer-Encoding"];

    [Theory]
    [InlineData("/")]
    [InlineData("/alive")]
    [InlineData("/health")]
    [InlineData("/docs/")]
    [InlineData("/docs/scalar.js")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/nothing")]
    [InlineData("/events")]
    [InlineData("/publish/a/home")]
    [InlineData("/publish/__a/home")]
    [InlineData("/publish/a/%20")]
    public async Task HEAD_of_ProducerApi_gets_what_GET_gets_without_body(string path)
    {
        await using var api = RunningApi.Start(cluster);

        await AssertSameAsync(api.Address, path);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/health")]
    [InlineData("/docs/")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/statistics")]
    [InlineData("/statistics/nothing")]
    [InlineData("/statistics?limit=x")]
    [InlineData("/statistics/stream")]
    [InlineData("/analytics")]
    [InlineData("/records?topic=page-events")]
    [InlineData("/records")]
    [InlineData("/topology")]
    [InlineData("/nothing")]
    public async Task HEAD_of_StreamsService_gets_what_GET_gets_and_ends_also_where_GET_does_not(string path)
    {
        await using var streams = await RunningStreams.StartAsync();

        await AssertSameAsync(streams.Http.BaseAddress!, path);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/topics")]
    [InlineData("/nothing")]
    [InlineData("/css/console.css")]
    [InlineData("/api/topics")]
    [InlineData("/api/nothing")]
    [InlineData("/health")]
    public async Task HEAD_of_KafkaConsole_gets_what_GET_gets(string path)
    {
        await using var console = await RunningService<ConsoleOptions>.StartAsync(cluster.Configuration);

        await AssertSameAsync(console.ClientOptions.BaseAddress, path);
    }

    [Fact]
    public async Task HEAD_of_a_live_tail_ends()
    {
        await using var console = await RunningService<ConsoleOptions>.StartAsync(cluster.Configuration);

        await AssertSameAsync(console.ClientOptions.BaseAddress, $"/api/topics/{cluster.NewTopic()}/records/stream");
    }

    [Fact]
    public async Task A_405_lists_HEAD_where_GET_is_allowed()
    {
        await using var api = RunningApi.Start(cluster);

        using var get = await api.PostAsync("/publish/a/home", "");
        using var post = await api.GetAsync("/events");

        Assert.Equal(["GET", "HEAD"], get.Content.Headers.Allow);
        Assert.Equal(["POST"], post.Content.Headers.Allow);
    }

    private static async Task AssertSameAsync(Uri server, string path)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server, Timeout = KafkaCluster.Timeout };
        using var get = await SendAsync(HttpMethod.Get);
        using var head = await SendAsync(HttpMethod.Head);

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.NotEqual(HttpStatusCode.InternalServerError, head.StatusCode);
        Assert.Equal(HeadersOf(get), HeadersOf(head));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());

        // The connection is free for the next request.
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/alive")).StatusCode);

        Task<HttpResponseMessage> SendAsync(HttpMethod method) =>
            http.SendAsync(new(method, path), HttpCompletionOption.ResponseHeadersRead);
    }

    private static IEnumerable<string> HeadersOf(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .Where(header => !Ignored.Contains(header.Key))
        .Select(header => header.Key == "Set-Cookie" ? header.Key : $"{header.Key}: {string.Join(", ", header.Value)}")
        .Order();
}

using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Kafka.Tests.ProducerApi;

public sealed class Http2Tests(KafkaCluster cluster)
{
    [Fact]
    public async Task HttpClient_reads_receipts_over_HTTP2_while_it_sends()
    {
        await using var api = StartWithHttp2(out var address);
        using var http = ClientFor(address);
        var lines = new Pipe();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events")
        {
            Version = HttpVersion.Version20, // the default of the client holds for its other methods only
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new DuplexContent(lines.Reader),
        };

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var receipts = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var offset = 0; offset < 3; offset++)
        {
            await lines.Writer.WriteAsync(Encoding.UTF8.GetBytes($"{PageEvents.Json("P1")}\n"));
            var receipt = await receipts.ReadLineAsync().WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
            Assert.Equal(offset, JsonSerializer.Deserialize<JsonElement>(receipt!).GetProperty("offset").GetInt64());
        }

        await lines.Writer.CompleteAsync();
        Assert.Null(await receipts.ReadLineAsync().WaitAsync(KafkaCluster.Timeout, TimeProvider.System));
    }

    [Fact]
    public async Task The_other_port_still_speaks_HTTP1()
    {
        await using var api = StartWithHttp2(out _);

        using var response = await api.GetAsync("/alive");

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version11), (response.StatusCode, response.Version));
    }

    [Fact]
    public async Task Errors_over_HTTP2_are_problems_too()
    {
        await using var api = StartWithHttp2(out var address);
        using var http = ClientFor(address);

        await (await http.PostAsync("/events", new StringContent("{}", Encoding.UTF8, "application/json"))).ProblemAsync(HttpStatusCode.BadRequest);
        await (await http.PostAsync("/events", new StringContent("text"))).ProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    private RunningApi StartWithHttp2(out Uri address)
    {
        var port = FreePort();
        address = new($"http://127.0.0.1:{port}");
        return RunningApi.Start(cluster, ("urls", $"http://127.0.0.1:0;{address}"), ("ProducerApi:Http2Port", $"{port}"));
    }

    private static HttpClient ClientFor(Uri address) => new()
    {
        BaseAddress = address,
        Timeout = KafkaCluster.Timeout,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>
    /// Sends what is written to a pipe. <see cref="HttpClient"/> sends contents of its own, such as <see cref="StreamContent"/>, to the end
    /// before it returns the response.
    /// </summary>
    private sealed class DuplexContent : HttpContent
    {
        private readonly PipeReader _lines;

        public DuplexContent(PipeReader lines)
        {
            _lines = lines;
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync(); // sends the headers
            for (ReadResult read = default; !read.IsCompleted;)
            {
                read = await _lines.ReadAsync();
                foreach (var segment in read.Buffer) await stream.WriteAsync(segment);
                await stream.FlushAsync(); // otherwise the client waits for more
                _lines.AdvanceTo(read.Buffer.End);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

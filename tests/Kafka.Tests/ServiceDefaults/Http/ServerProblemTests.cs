using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Kafka.Tests.ProducerApi;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.ServiceDefaults.Http;

public sealed class ServerProblemTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData("GET\r\n\r\n", 400, "The request is not valid HTTP.")]
    [InlineData("GET /alive HTTP/1.1\r\n\r\n", 400, "The request is not valid HTTP.")]
    [InlineData("GET /alive HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "The request is not valid HTTP.")]
    [InlineData("GET /alive HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n", 400, "The request is not valid HTTP.")]
    [InlineData("POST /events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "The request is not valid HTTP.")]
    [InlineData("GET /alive HTTP/3.7\r\nHost: a\r\n\r\n", 505, "The request is not valid HTTP.")]
    [InlineData("GET /alive HTTP/1.1\r\nHost", 408, "The request did not arrive in time.")]
    public async Task What_the_server_itself_refuses_is_a_problem(string request, int status, string title)
    {
        await using var api = Start();

        var problem = await ProblemAsync(api.Address, Encoding.ASCII.GetBytes(request), status);

        Assert.Equal(title, problem.GetProperty("title").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Theory]
    [InlineData(9_000)]
    [InlineData(5_000_000)]
    public async Task An_address_that_is_too_long_is_414_also_to_who_sends_before_reading(int length)
    {
        await using var api = Start();

        var problem = await ProblemAsync(api.Address, Encoding.ASCII.GetBytes($"GET /{new string('a', length)} HTTP/1.1\r\nHost: a\r\n\r\n"), 414);

        Assert.Contains("8192 bytes", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 40_000)]
    [InlineData(101, 1)]
    [InlineData(50_000, 100)]
    public async Task Headers_that_are_too_large_or_too_many_are_431(int count, int length)
    {
        await using var api = Start();
        var headers = string.Concat(Enumerable.Range(0, count).Select(number => $"h{number}: {new string('a', length)}\r\n"));

        var problem = await ProblemAsync(api.Address, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\n{headers}\r\n"), 431);

        Assert.Contains("100 headers", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_before_it_on_the_same_connection_is_whole()
    {
        await using var api = Start();

        var text = await SendAsync(api.Address, "GET /alive HTTP/1.1\r\nHost: a\r\n\r\nGET\r\n\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 200 OK", text, StringComparison.Ordinal);
        Assert.Contains("0\r\n\r\nHTTP/1.1 400 Bad Request", text, StringComparison.Ordinal);
        Assert.EndsWith("}", text, StringComparison.Ordinal);
    }

    private RunningApi Start() => RunningApi.Start(cluster.Configuration, cluster.NewTopic(), [], services =>
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1)));

    private static async Task<JsonElement> ProblemAsync(Uri server, byte[] request, int status)
    {
        var parts = (await SendAsync(server, request)).Split("\r\n\r\n", 2);
        Assert.StartsWith($"HTTP/1.1 {status} ", parts[0], StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", parts[0], StringComparison.Ordinal);
        Assert.Contains($"Content-Length: {parts[1].Length}", parts[0], StringComparison.Ordinal);
        var problem = JsonSerializer.Deserialize<JsonElement>(parts[1]);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem;
    }

    /// <summary>Sends all bytes, then reads until the server closes the connection.</summary>
    private static async Task<string> SendAsync(Uri server, byte[] request)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host, server.Port);
        await tcp.GetStream().WriteAsync(request);
        using var answer = new StreamReader(tcp.GetStream(), Encoding.ASCII);
        return await answer.ReadToEndAsync().WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
    }
}

using System.Net.Sockets;
using System.Text;

namespace Kafka.Tests.ProducerApi;

/// <summary>Clients that send their whole body before they read the response, as Python's http.client and Node's fetch do.</summary>
public sealed class RefusedBodyTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData("POST /topics/{topic}/records", "text/plain", 413)]
    [InlineData("POST /events", "application/json", 413)]
    [InlineData("POST /events", "text/plain", 415)]
    [InlineData("POST /topics/{topic}/records", "image/png", 415)]
    [InlineData("POST /topics/__consumer_offsets/records", "text/plain", 403)]
    [InlineData("POST /nothing", "text/plain", 404)]
    [InlineData("PUT /events", "text/plain", 405)]
    [InlineData("DELETE /topics/{topic}/records", "text/plain", 400)]
    public async Task A_refusal_reaches_a_client_that_sends_50_MB_before_it_reads(string request, string contentType, int status)
    {
        await using var api = RunningApi.Start(cluster);

        Assert.Equal(status, await SendThenReadAsync(api.Address, request.Replace("{topic}", cluster.NewTopic(), StringComparison.Ordinal), contentType));
    }

    [Fact]
    public async Task A_refusal_for_want_of_a_key_reaches_it_too()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:ApiKey", "secret"));

        Assert.Equal(401, await SendThenReadAsync(api.Address, "POST /events", "application/json"));
    }

    [Fact]
    public async Task A_client_that_asks_before_it_sends_is_not_told_to_continue()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:MaxRecordBytes", "1000"));

        Assert.Contains("100 Continue", await AskAsync(1000), StringComparison.Ordinal);
        Assert.Contains("413 ", await AskAsync(1001), StringComparison.Ordinal);

        async Task<string?> AskAsync(int length)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(api.Address.Host, api.Address.Port);
            var head = $"POST /events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n";
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            using var answer = new StreamReader(tcp.GetStream());
            return await answer.ReadLineAsync().WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        }
    }

    private static async Task<int> SendThenReadAsync(Uri server, string request, string contentType)
    {
        const int Length = 50_000_000;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host, server.Port);
        var stream = tcp.GetStream();
        var head = $"{request} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: {contentType}\r\nContent-Length: {Length}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(new byte[Length]);
        using var answer = new StreamReader(stream);
        var status = await answer.ReadLineAsync().WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        return int.Parse(status!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}

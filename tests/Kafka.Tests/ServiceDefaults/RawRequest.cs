using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Kafka.Tests.ServiceDefaults;

/// <summary>A request whose target and headers are sent as they are; <see cref="HttpClient"/> would change or refuse some of them.</summary>
internal static class RawRequest
{
    /// <summary>Sends a request without a body, and returns the status and the body of the response.</summary>
    public static async Task<(HttpStatusCode Status, string Body)> SendAsync(Uri server, string method, string target, params string[] headers)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host, server.Port);
        string[] head = [$"{method} {target} HTTP/1.1", $"Host: {server.Authority}", "Connection: close", "Content-Length: 0", .. headers];
        await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", head) + "\r\n\r\n"));
        using var reader = new StreamReader(tcp.GetStream());
        var response = await reader.ReadToEndAsync().WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        return ((HttpStatusCode)int.Parse(response.Split(' ')[1]), response[(response.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    /// <summary>Sends a GET request with all of its headers but <c>Host</c>, and returns the status without waiting for the body.</summary>
    public static async Task<HttpStatusCode> StatusAsync(Uri server, string target, params string[] headers)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host, server.Port);
        string[] head = [$"GET {target} HTTP/1.1", $"Host: {server.Authority}", .. headers];
        await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", head) + "\r\n\r\n"));
        using var reader = new StreamReader(tcp.GetStream());
        var line = await reader.ReadLineAsync().WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
        return (HttpStatusCode)int.Parse(line!.Split(' ')[1]);
    }

    /// <summary>Sends a GET request that must be refused with 400, and returns its validation errors.</summary>
    public static async Task<IReadOnlyList<string>> ErrorsAsync(Uri server, string target)
    {
        var (status, body) = await SendAsync(server, "GET", target);
        Assert.True(status is HttpStatusCode.BadRequest, $"{status}: {body}");
        var problem = JsonSerializer.Deserialize<JsonElement>(body[body.IndexOf('{', StringComparison.Ordinal)..(body.LastIndexOf('}') + 1)]);
        return [.. ProducerApi.Responses.Errors(problem)];
    }
}

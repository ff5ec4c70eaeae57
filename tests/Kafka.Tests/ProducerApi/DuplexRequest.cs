using System.Net.Sockets;
using System.Text;

namespace Kafka.Tests.ProducerApi;

/// <summary>
/// A chunked HTTP/1.1 request whose response is read while the request is being sent. <see cref="HttpClient"/> can do so over HTTP/2 only.
/// </summary>
internal sealed class DuplexRequest : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly StreamReader _answer;
    private string _chunk = "";

    private DuplexRequest(TcpClient tcp)
    {
        _tcp = tcp;
        _answer = new(tcp.GetStream(), Encoding.ASCII);
    }

    public static async Task<DuplexRequest> StartAsync(Uri server, string path, string contentType, string? contentEncoding = null)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(server.Host, server.Port);
        var coding = contentEncoding is null ? "" : $"Content-Encoding: {contentEncoding}\r\n";
        var head = $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: {contentType}\r\n{coding}Transfer-Encoding: chunked\r\n\r\n";
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        return new(tcp);
    }

    /// <summary>Sends text as one chunk.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes as one chunk.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        byte[] chunk = [.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8];
        await _tcp.GetStream().WriteAsync(chunk);
    }

    public async Task EndAsync() => await _tcp.GetStream().WriteAsync("0\r\n\r\n"u8.ToArray());

    public Task<string?> StatusLineAsync() => _answer.ReadLineAsync().WaitAsync(KafkaCluster.Timeout, TimeProvider.System);

    public async Task SkipHeadersAsync()
    {
        while (await StatusLineAsync() is { Length: > 0 })
        {
        }
    }

    /// <summary>Reads the next line of the response body; null at its end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        int end;
        while ((end = _chunk.IndexOf('\n', StringComparison.Ordinal)) < 0)
        {
            var size = Convert.ToInt32(await StatusLineAsync(), 16);
            var chunk = new char[size + 2];
            await _answer.ReadBlockAsync(chunk).AsTask().WaitAsync(KafkaCluster.Timeout, TimeProvider.System);
            if (size == 0) return null;
            _chunk += new string(chunk, 0, size);
        }

        var line = _chunk[..end];
        _chunk = _chunk[(end + 1)..];
        return line;
    }

    public void Dispose() => _tcp.Dispose();
}

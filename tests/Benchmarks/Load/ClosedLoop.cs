using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Load;

/// <summary>
/// Sends requests over a number of connections; each sends the next request when it has the response. Uses HTTP/1.1 on bare sockets,
/// because
/// <see cref="HttpClient"/> takes more of the two cores than the service that is measured.
/// </summary>
internal sealed class ClosedLoop(Uri server, int connections, IReadOnlyList<byte[]> requests, TimeProvider time)
{
    /// <summary>Sends requests until the duration is over.</summary>
    /// <returns>Responses per second.</returns>
    /// <exception cref="InvalidOperationException">The status of a response is not 200.</exception>
    public async Task<double> RunAsync(TimeSpan duration)
    {
        var started = time.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(async () =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, server.Port);
            var buffer = new byte[4_096];
            var count = 0L;
            for (var next = connection; time.GetElapsedTime(started) < duration; next++, count++)
            {
                await socket.SendAsync(requests[next % requests.Count]);
                await ReadResponseAsync(socket, buffer);
            }

            return count;
        })));
        return counts.Sum() / time.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Creates a request that posts JSON.</summary>
    public static byte[] Post(string path, byte[] json)
    {
        var header = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(header), .. json];
    }

    private static async ValueTask ReadResponseAsync(Socket socket, byte[] buffer)
    {
        for (var length = 0; ;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            length += read;
            if (read == 0 || length == buffer.Length || IsComplete(buffer.AsSpan(0, length))) break;
        }

        if (!buffer.AsSpan().StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException($"The response was: {Encoding.UTF8.GetString(buffer)}");
        }
    }

    /// <summary>Whether the response is complete: it is sent in chunks, the last of which is empty.</summary>
    private static bool IsComplete(ReadOnlySpan<byte> response) => response.EndsWith("\r\n0\r\n\r\n"u8);
}

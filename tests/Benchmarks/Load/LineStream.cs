using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Load;

/// <summary>
/// Posts a stream of lines and reads the response at the same time. <see cref="HttpClient"/> can do so over HTTP/2 only. Uses HTTP/1.0,
/// because its responses have no chunks and end with the connection.
/// </summary>
internal static class LineStream
{
    /// <summary>Sends the same block of lines a number of times, as fast as the service reads.</summary>
    /// <returns>The number of lines in the response.</returns>
    public static async Task<int> SendAsync(Uri server, byte[] block, int times)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        var responses = Task.Run(() => CountResponseLinesAsync(socket));
        await SendAllAsync(socket, Encoding.ASCII.GetBytes(
            $"POST /events HTTP/1.0\r\nContent-Type: application/x-ndjson\r\nContent-Length: {(long)block.Length * times}\r\n\r\n"));
        for (var i = 0; i < times; i++) await SendAllAsync(socket, block);
        return await responses;
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes)..];
    }

    /// <summary>Counts the lines of the response body. They end with LF; the headers, which are not counted, end with CRLF.</summary>
    private static async Task<int> CountResponseLinesAsync(Socket socket)
    {
        var (buffer, count) = (new byte[64 * 1024], 0);
        while (await socket.ReceiveAsync(buffer) is > 0 and var read)
        {
            var response = buffer.AsSpan(0, read);
            count += response.Count((byte)'\n') - response.Count((byte)'\r');
        }

        return count;
    }
}

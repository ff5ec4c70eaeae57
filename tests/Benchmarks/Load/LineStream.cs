using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Load;

/// <summary>
/// Posts one stream of lines and reads the answer meanwhile, which <see cref="HttpClient"/> does over HTTP/2 only. It speaks HTTP/1.0,
/// in which an answer has no chunks and ends with its connection.
/// </summary>
internal static class LineStream
{
    /// <summary>Sends the same block of lines a number of times, as fast as they are taken.</summary>
    /// <returns>How many lines were answered.</returns>
    public static async Task<int> SendAsync(Uri server, byte[] block, int times)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        var answers = Task.Run(() => CountAnswersAsync(socket));
        await SendAllAsync(socket, Encoding.ASCII.GetBytes(
            $"POST /events HTTP/1.0\r\nContent-Type: application/x-ndjson\r\nContent-Length: {(long)block.Length * times}\r\n\r\n"));
        for (var i = 0; i < times; i++) await SendAllAsync(socket, block);
        return await answers;
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes)..];
    }

    /// <summary>Lines end with LF, headers with CRLF.</summary>
    private static async Task<int> CountAnswersAsync(Socket socket)
    {
        var (buffer, count) = (new byte[64 * 1024], 0);
        while (await socket.ReceiveAsync(buffer) is > 0 and var read)
        {
            var answer = buffer.AsSpan(0, read);
            count += answer.Count((byte)'\n') - answer.Count((byte)'\r');
        }

        return count;
    }
}

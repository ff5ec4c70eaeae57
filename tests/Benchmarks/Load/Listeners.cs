using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Load;

/// <summary>Listeners of <c>GET /statistics/stream</c> that drop what they read. They use bare sockets to save processor time.</summary>
internal sealed class Listeners : IAsyncDisposable
{
    private static readonly byte[] Request = Encoding.ASCII.GetBytes("GET /statistics/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");

    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _reading = [];

    /// <summary>Opens a number of connections.</summary>
    public static async Task<Listeners> ListenAsync(Uri streamsService, int count)
    {
        var listeners = new Listeners();
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            listeners._sockets.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, streamsService.Port);
            await socket.SendAsync(Request);
            listeners._reading.Add(ReadAsync(socket));
        }

        return listeners;
    }

    /// <exception cref="InvalidOperationException">Some connections were closed.</exception>
    public void ThrowIfEnded()
    {
        if (_reading.Count(reading => reading.IsCompleted) is > 0 and var ended)
        {
            throw new InvalidOperationException($"{ended} of {_reading.Count} connections were closed.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets) socket.Dispose();
        await Task.WhenAll(_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ReadAsync(Socket socket)
    {
        var buffer = new byte[16 * 1024];
        var length = await socket.ReceiveAsync(buffer);
        if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidOperationException($"The response was: {Encoding.UTF8.GetString(buffer, 0, length)}");
        }

        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kafka.EndToEnd.Tests.AppHost;

/// <summary>One end of a TCP connection; what it waits for has to happen soon.</summary>
internal sealed class TcpPeer(Socket socket) : IDisposable
{
    internal static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public static async Task<TcpPeer> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Soon, TimeProvider.System);
        return new(socket);
    }

    public async Task SendAsync(string text)
        => await socket.SendAsync(Encoding.UTF8.GetBytes(text)).WaitAsync(Soon, TimeProvider.System);

    /// <summary>What comes next; nothing when the other end has closed.</summary>
    public async Task<string> ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        var count = await socket.ReceiveAsync(buffer).WaitAsync(Soon, TimeProvider.System);
        return Encoding.UTF8.GetString(buffer, 0, count);
    }

    /// <summary>Says that it has nothing more to send, and goes on receiving.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Goes away as a process that crashes does.</summary>
    public void Vanish()
    {
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
    }

    public void Dispose() => socket.Dispose();
}

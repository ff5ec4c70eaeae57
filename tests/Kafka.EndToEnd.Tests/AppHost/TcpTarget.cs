using System.Net;
using System.Net.Sockets;

namespace Kafka.EndToEnd.Tests.AppHost;

/// <summary>Where connections are passed on to.</summary>
internal sealed class TcpTarget : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TcpTarget() => _listener.Start();

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public async Task<TcpPeer> AcceptAsync()
        => new(await _listener.AcceptSocketAsync().WaitAsync(TcpPeer.Soon, TimeProvider.System));

    public void Dispose() => _listener.Dispose();
}

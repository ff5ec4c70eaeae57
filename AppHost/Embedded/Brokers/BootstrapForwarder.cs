using System.Net;
using System.Net.Sockets;

namespace AppHost.Embedded.Brokers;

/// <summary>
/// Passes connections from a known port of the loopback addresses on to a broker at an unknown one. Clients bootstrap through it; the
/// metadata they get there names the broker's real port, to which they connect directly.
/// </summary>
internal sealed class BootstrapForwarder : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpListener> _listeners = [];
    private readonly IPEndPoint _target;

    /// <summary>Starts to listen.</summary>
    /// <param name="port">The port at 127.0.0.1 and, where there is one, at ::1.</param>
    /// <param name="target">The broker, <c>127.0.0.1:port</c>.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public BootstrapForwarder(int port, string target)
    {
        _target = IPEndPoint.Parse(target);
        Listen(IPAddress.Loopback, port);
        if (Socket.OSSupportsIPv6)
            Listen(IPAddress.IPv6Loopback, port);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listeners.ForEach(listener => listener.Dispose());
        _stop.Dispose();
    }

    private void Listen(IPAddress address, int port)
    {
        var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // IPv6 in the kernel, but no ::1.
            listener.Dispose();
            return;
        }

        _listeners.Add(listener);
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = ForwardAsync(await listener.AcceptTcpClientAsync(_stop.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // That client gave up before it was accepted; the next one may not.
            }
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var broker = new TcpClient();
        try
        {
            using (client)
            {
                client.NoDelay = broker.NoDelay = true;
                await broker.ConnectAsync(_target, _stop.Token);

                // Kafka needs no half-closed connections: when one side ends, so does the other.
                await await Task.WhenAny(
                    client.GetStream().CopyToAsync(broker.GetStream(), _stop.Token),
                    broker.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side may hang up at any time.
        }
    }
}

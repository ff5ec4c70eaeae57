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
    private readonly TaskCompletionSource<IPEndPoint> _target = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<TcpListener> _listeners = [];

    /// <summary>Starts to listen; who connects before there is a target waits for it.</summary>
    /// <param name="port">The port at 127.0.0.1 and, where there is one, at ::1.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public BootstrapForwarder(int port)
    {
        Port = port;
        try
        {
            Listen(IPAddress.Loopback);
            if (Socket.OSSupportsIPv6)
                Listen(IPAddress.IPv6Loopback);
        }
        catch (SocketException)
        {
            Dispose();
            throw;
        }

        _listeners.ForEach(listener => _ = AcceptAsync(listener));
    }

    public int Port { get; }

    /// <summary>Says where connections go.</summary>
    /// <param name="target">The broker, <c>127.0.0.1:port</c>.</param>
    public void ForwardTo(string target) => _target.SetResult(IPEndPoint.Parse(target));

    public void Dispose()
    {
        _stop.Cancel();
        _listeners.ForEach(listener => listener.Dispose());
        _stop.Dispose();
    }

    private void Listen(IPAddress address)
    {
        var listener = new TcpListener(address, Port);
        if (OperatingSystem.IsWindows())
            listener.ExclusiveAddressUse = true;

        try
        {
            listener.Start();
            _listeners.Add(listener);
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // IPv6 in the kernel, but no ::1.
            listener.Dispose();
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = ForwardAsync(await listener.AcceptTcpClientAsync(stop), stop);
            }
            catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // That client gave up before it was accepted; the next one may not.
            }
        }
    }

    private async Task ForwardAsync(TcpClient client, CancellationToken stop)
    {
        using var broker = new TcpClient();
        try
        {
            using (client)
            {
                client.NoDelay = broker.NoDelay = true;
                await broker.ConnectAsync(await _target.Task.WaitAsync(stop), stop);

                // Kafka needs no half-closed connections: when one side ends, so does the other.
                await await Task.WhenAny(
                    client.GetStream().CopyToAsync(broker.GetStream(), stop),
                    broker.GetStream().CopyToAsync(client.GetStream(), stop));
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side may hang up at any time.
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Proxy;

/// <summary>
/// Clients connect to this proxy instead of the cluster. It listens on a port of our choice, whereas the cluster chooses its own; it
/// refuses requests that end the process of the cluster; and it does what a broker does and the cluster does not, such as keeping the
/// offsets of transactions.
/// </summary>
/// <remarks>
/// For each connection of a client, the proxy opens one to the cluster. When the proxy stops, it disconnects all clients, and the cluster
/// keeps its records. Other machines can't connect, because the proxy listens on 127.0.0.1 and ::1 only.
/// </remarks>
internal sealed partial class KafkaProxy(IPEndPoint cluster, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly RequestRules _rules = new(time, logger);
    private IReadOnlyList<Socket> _listeners = [];
    private CancellationTokenSource _stop = new();

    /// <summary>The port on which it listens; 0 before the first start.</summary>
    public int Port { get; private set; }

    /// <summary>Starts to accept clients; does nothing if the proxy accepts them already.</summary>
    /// <param name="port">0 takes any free port.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public void Start(int port)
    {
        if (_listeners.Count > 0) return;

        _listeners = LoopbackSockets.Listen(port);
        Port = ((IPEndPoint)_listeners[0].LocalEndPoint!).Port;
        _stop = new();
        foreach (var listener in _listeners) _ = AcceptAsync(listener, _stop.Token);
    }

    /// <summary>Disconnects all clients and accepts none until the next start.</summary>
    public async Task StopAsync()
    {
        if (_listeners.Count == 0) return;

        await _stop.CancelAsync();
        foreach (var listener in _listeners) listener.Dispose();
        _listeners = [];
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task AcceptAsync(Socket listener, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptAsync(stop);
                var connection = Task.Run(() => ServeAsync(client, stop), CancellationToken.None);
                _connections[connection] = true;
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client disconnected before the proxy accepted it.
            }
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken stop)
    {
        var address = client.RemoteEndPoint;
        using var toCluster = new Socket(cluster.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                await toCluster.ConnectAsync(cluster, stop);
                await new ProxyConnection(client, toCluster, _rules, Port, time).RunAsync(stop);
            }
            catch (MalformedFrameException malformed)
            {
                Refused(address, malformed.Message);
            }
            catch (Exception exception) when (exception
                is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side may disconnect at any time.
            }
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "The connection from {Client} was closed: it sent {Reason}.")]
    private partial void Refused(EndPoint? client, string reason);
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Proxy;

/// <summary>
/// The address at which clients use the cluster. librdkafka chooses the port of the cluster itself, and some requests end the process; so
/// clients connect to this proxy, which names itself as the broker in all responses and keeps such requests away.
/// </summary>
/// <remarks>
/// Every connection of a client has one connection to the cluster. Stopping the proxy disconnects all clients while the cluster keeps its
/// records. Connections from other machines are impossible: it listens on 127.0.0.1 and ::1 only.
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
                // That client gave up before it was accepted; the next one may not.
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
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side may hang up at any time.
            }
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "The connection from {Client} was closed: it sent {Reason}.")]
    private partial void Refused(EndPoint? client, string reason);
}

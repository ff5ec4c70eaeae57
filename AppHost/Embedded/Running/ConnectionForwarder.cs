using System.Net;
using System.Net.Sockets;

namespace AppHost.Embedded.Running;

/// <summary>
/// Passes each connection to a known port of the loopback addresses on to one of several targets, such as a broker whose port is not
/// known beforehand or the replicas of a service. What is sent over it, and for how long, is up to the two sides.
/// </summary>
internal sealed class ConnectionForwarder : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Func<IEnumerable<IPEndPoint>>> _targets = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IReadOnlyList<TcpListener> _listeners;

    /// <summary>Starts to listen; who connects before there are targets waits for them.</summary>
    /// <param name="port">The port at 127.0.0.1 and, where there is one, at ::1.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public ConnectionForwarder(int port)
    {
        Port = port;
        _listeners = Localhost.Listen(port);
        foreach (var listener in _listeners)
            _ = AcceptAsync(listener, _stop.Token);
    }

    public int Port { get; }

    /// <summary>Says where connections go.</summary>
    /// <param name="targets">Asked for each connection: the first of them that accepts gets it; when none does, it is closed.</param>
    public void ForwardTo(Func<IEnumerable<IPEndPoint>> targets) => _targets.SetResult(targets);

    /// <summary>Ends all connections, and takes no more.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;

        _stop.Cancel();
        foreach (var listener in _listeners)
            listener.Dispose();

        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = ForwardAsync(await listener.AcceptSocketAsync(stop), stop);
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

    private async Task ForwardAsync(Socket client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                var targets = await _targets.Task.WaitAsync(stop);
                using var target = await ConnectAsync(targets(), stop);
                if (target is not null)
                    await PassOnAsync(client, target, stop);
            }
            catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
            {
                // Either side may hang up at any time.
            }
        }
    }

    private static async Task<Socket?> ConnectAsync(IEnumerable<IPEndPoint> targets, CancellationToken stop)
    {
        foreach (var address in targets)
        {
            var target = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await target.ConnectAsync(address, stop);
                return target;
            }
            catch (Exception fault) when (fault is SocketException or OperationCanceledException)
            {
                target.Dispose();
                stop.ThrowIfCancellationRequested();
            }
        }

        return null;
    }

    /// <summary>
    /// A target that ends has said all there is to say, and so the connection ends. A client that ends may only have asked all there is
    /// to ask: the target sees that at once, and may still answer.
    /// </summary>
    private static async Task PassOnAsync(Socket client, Socket target, CancellationToken stop)
    {
        client.NoDelay = target.NoDelay = true;
        await using var fromClient = new NetworkStream(client);
        await using var fromTarget = new NetworkStream(target);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);

        var answers = fromTarget.CopyToAsync(fromClient, end.Token);
        var requests = PassRequestsOnAsync();
        await Task.WhenAny(answers, requests);
        await end.CancelAsync();
        await Task.WhenAll(answers, requests).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task PassRequestsOnAsync()
        {
            await fromClient.CopyToAsync(fromTarget, end.Token);
            target.Shutdown(SocketShutdown.Send);
            await answers;
        }
    }
}

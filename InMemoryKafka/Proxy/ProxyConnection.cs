using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Proxy;

/// <summary>
/// A client's connection, and the connection to the cluster that belongs to it. Requests and responses are passed on independently. Records
/// pass through unread; the proxy reads only requests without records, and some of the responses.
/// </summary>
internal sealed class ProxyConnection(Socket client, Socket cluster, RequestRules rules, int port, TimeProvider time)
{
    /// <summary>How long to wait for the responses to the last requests of a client that has closed its connection.</summary>
    private static readonly TimeSpan LastResponsesTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, ResponseHandler> _handlers = [];
    private readonly InFlightRequests _inFlight = new();

    /// <summary>Passes requests and responses on until either side closes its connection.</summary>
    /// <exception cref="MalformedFrameException">The client sent something that the cluster must not get.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        client.NoDelay = cluster.NoDelay = true;
        await using var toClient = new NetworkStream(client);
        await using var toCluster = new NetworkStream(cluster);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var requests = PassRequestsAsync(toClient, toCluster, end.Token);
        var responses = PassResponsesAsync(toCluster, toClient, end.Token);
        try
        {
            // A client may close its connection right after its last request, such as LeaveGroup, which the cluster must still handle.
            if (await Task.WhenAny(requests, responses) == requests && requests.IsCompletedSuccessfully)
            {
                await Task.WhenAny(responses, _inFlight.WhenNone().WaitAsync(LastResponsesTimeout, time, stop));
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(requests, responses).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // This resets the connection. The cluster would not notice an orderly end while it lets a member of a group wait.
            cluster.Close(timeout: 0);
            rules.ConnectionClosed(this);
        }

        if (requests.Exception?.InnerException is MalformedFrameException malformed) throw malformed;
    }

    private async Task PassRequestsAsync(Stream fromClient, Stream toCluster, CancellationToken cancellation)
    {
        using var reader = new FrameReader(fromClient);
        while (await reader.FillAsync(RequestHeader.Length, cancellation))
        {
            var header = RequestHeader.Read(reader.Buffered);
            if (header.Api is ApiKey.Produce or ApiKey.Fetch)
            {
                SupportedRequests.Check(header);
                if (header.Api == ApiKey.Produce)
                {
                    await reader.FillAsync(Math.Min(header.Size, ProduceRequest.LongestStart), cancellation);
                    _handlers[header.CorrelationId] = ProduceRequest.ExpectsResponse(header, reader.Buffered)
                        ? response => ProduceResponse.WithoutAppendTimes(header, response)
                        : _ => default;
                }

                _inFlight.OnRequest();
                await reader.PassOnAsync(header.Size, toCluster, cancellation);
                continue;
            }

            var handling = rules.Handle(header, await reader.TakeAsync(header.Size, cancellation), this, port);
            if (handling.IsResponse)
            {
                // Clients expect responses in the order of their requests.
                await _inFlight.WhenNone().WaitAsync(cancellation);
                await fromClient.WriteAsync(handling.Frame, cancellation);
                continue;
            }

            if (handling.OnResponse is { } handler) _handlers[header.CorrelationId] = handler;
            _inFlight.OnRequest();
            await toCluster.WriteAsync(handling.Frame, cancellation);
        }
    }

    private async Task PassResponsesAsync(Stream fromCluster, Stream toClient, CancellationToken cancellation)
    {
        using var reader = new FrameReader(fromCluster);
        while (await reader.FillAsync(2 * sizeof(int), cancellation))
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(reader.Buffered) + sizeof(int);
            var correlationId = BinaryPrimitives.ReadInt32BigEndian(reader.Buffered[sizeof(int)..]);
            if (_handlers.TryRemove(correlationId, out var handler))
            {
                await toClient.WriteAsync(handler(await reader.TakeAsync(size, cancellation)), cancellation);
            }
            else
            {
                await reader.PassOnAsync(size, toClient, cancellation);
            }

            _inFlight.OnResponse();
        }
    }
}

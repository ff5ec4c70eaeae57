using InMemoryKafka.Groups;
using InMemoryKafka.Offsets;
using InMemoryKafka.Protocol;
using InMemoryKafka.Transactions;

namespace InMemoryKafka.Proxy;

/// <summary>
/// Decides how to handle each request without records. It handles one request or response at a time, for all connections.
/// </summary>
internal sealed class RequestRules
{
    private readonly Lock _lock = new();
    private readonly GroupRules _groups;
    private readonly OffsetRules _offsets;
    private readonly TransactionRules _transactions;

    public RequestRules(TimeProvider time, ILogger logger)
    {
        var committed = new GroupOffsets();
        var transactions = new ProducerTransactions(committed, time);
        _groups = new(time, logger);
        _offsets = new(_groups, committed, transactions);
        _transactions = new(transactions);
    }

    /// <param name="header">The header of the request.</param>
    /// <param name="request">The whole request.</param>
    /// <param name="connection">The connection on which the request comes.</param>
    /// <param name="port">The port of the proxy, which clients must see in place of the cluster's.</param>
    /// <exception cref="MalformedFrameException">The cluster must not get this request.</exception>
    public Handling Handle(RequestHeader header, byte[] request, object connection, int port)
    {
        if (header.Api == ApiKey.ApiVersions && header.Version > 2) return Handling.Respond(SupportedRequests.AskAgain(header));

        SupportedRequests.Check(header);
        lock (_lock)
        {
            var handling = Decide(header, request, connection, port);
            return handling.OnResponse is { } handler ? Handling.Pass(handling.Frame, response => Locked(handler, response)) : handling;
        }
    }

    public void ConnectionClosed(object connection)
    {
        lock (_lock) _groups.ConnectionClosed(connection);
    }

    private ReadOnlyMemory<byte> Locked(ResponseHandler handler, byte[] response)
    {
        lock (_lock) return handler(response);
    }

    private Handling Decide(RequestHeader header, byte[] request, object connection, int port) => header.Api switch
    {
        ApiKey.ApiVersions => Handling.Pass(request, response => SupportedRequests.Restrict(header, response)),
        ApiKey.Metadata => Handling.Pass(request, response => BrokerAddress.ReplaceInMetadata(response, header.Version, port)),
        ApiKey.FindCoordinator =>
            Handling.Pass(request, response => BrokerAddress.ReplaceInFindCoordinator(response, header.Version, port)),
        ApiKey.DescribeConfigs => Handling.Respond(EmptyConfigs.Response(header, request)),
        ApiKey.JoinGroup => _groups.Join(header, request, connection),
        ApiKey.SyncGroup => _groups.Sync(header, request, connection),
        ApiKey.Heartbeat => _groups.Heartbeat(request),
        ApiKey.LeaveGroup => _groups.Leave(header, request),
        ApiKey.ConsumerGroupHeartbeat => _groups.ConsumerHeartbeat(header, request),
        ApiKey.OffsetCommit => _offsets.Commit(header, request),
        ApiKey.OffsetFetch => _offsets.Fetch(header, request),
        ApiKey.TransactionOffsetCommit => _offsets.CommitInTransaction(header, request),
        ApiKey.InitProducerId => _transactions.InitProducer(header, request),
        ApiKey.AddPartitionsToTransaction or ApiKey.AddOffsetsToTransaction => _transactions.Add(request),
        ApiKey.EndTransaction => _transactions.End(request),
        _ => Handling.Pass(request),
    };
}

using InMemoryKafka.Groups;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Proxy;

/// <summary>Decides what becomes of each request that contains no records.</summary>
internal sealed class RequestRules(GroupRules groups, Func<int> port)
{
    /// <exception cref="MalformedFrameException">The cluster must not get this request.</exception>
    public Handling Handle(RequestHeader header, byte[] request, object connection)
    {
        if (header.Api == ApiKey.ApiVersions && header.Version > 2) return Handling.Respond(SupportedRequests.AskAgain(header));

        SupportedRequests.Check(header);
        return header.Api switch
        {
            ApiKey.ApiVersions => Handling.Pass(request, response => SupportedRequests.Restrict(response, header.Version)),
            ApiKey.Metadata => Handling.Pass(request, response => BrokerAddress.ReplaceInMetadata(response, header.Version, port())),
            ApiKey.FindCoordinator => Handling.Pass(request, response => BrokerAddress.ReplaceInFindCoordinator(response, header.Version, port())),
            ApiKey.DescribeConfigs => Handling.Respond(EmptyConfigs.Response(header, request)),
            ApiKey.JoinGroup => groups.Join(header, request, connection),
            ApiKey.SyncGroup => groups.Sync(header, request, connection),
            ApiKey.Heartbeat => groups.Heartbeat(request),
            ApiKey.LeaveGroup => groups.Leave(header, request),
            ApiKey.ConsumerGroupHeartbeat => groups.ConsumerHeartbeat(header, request),
            ApiKey.OffsetCommit or ApiKey.OffsetFetch => WithGroupOrTransaction(request),
            ApiKey.AddPartitionsToTransaction or ApiKey.AddOffsetsToTransaction or ApiKey.EndTransaction => WithGroupOrTransaction(request),
            ApiKey.TransactionOffsetCommit => WithGroupOrTransaction(request, flexible: header.Version >= 3),
            _ => Handling.Pass(request),
        };
    }

    public void ConnectionClosed(object connection) => groups.ConnectionClosed(connection);

    /// <summary>The first field is a group or a transactional id. The cluster compares it without asking whether it is null.</summary>
    private static Handling WithGroupOrTransaction(byte[] request, bool flexible = false) =>
        RequestHeader.Body(request, flexible).String(flexible) is not null
            ? Handling.Pass(request)
            : throw new MalformedFrameException("a group or transactional id is null");
}

using InMemoryKafka.Protocol;

namespace InMemoryKafka.Proxy;

/// <summary>The requests that clients may send to the cluster, and their highest versions.</summary>
/// <remarks>
/// librdkafka's cluster offers more than it can do, and closes the connection, or ends the process, when a client uses it:
/// <list type="bullet">
/// <item>It parses JoinGroup 6, SyncGroup 4, Heartbeat 4, LeaveGroup 3, OffsetCommit 8 and OffsetFetch 6 as if they were older.</item>
/// <item>Its responses to ApiVersions 3 and later are malformed.</item>
/// <item>An empty or malformed PushTelemetry ends the process by an assertion; GetTelemetrySubscriptions leads clients to it.</item>
/// <item>Share groups are unfinished.</item>
/// </list>
/// Produce 10 and Fetch 16 are left out because their responses can contain addresses of brokers. The proxy responds to DescribeConfigs.
/// </remarks>
internal static class SupportedRequests
{
    private static readonly Dictionary<ApiKey, short> HighestVersions = new()
    {
        [ApiKey.Produce] = 9,
        [ApiKey.Fetch] = 15,
        [ApiKey.ListOffsets] = 7,
        [ApiKey.Metadata] = 12,
        [ApiKey.OffsetCommit] = 7,
        [ApiKey.OffsetFetch] = 5,
        [ApiKey.FindCoordinator] = 3,
        [ApiKey.JoinGroup] = 5,
        [ApiKey.Heartbeat] = 3,
        [ApiKey.LeaveGroup] = 2,
        [ApiKey.SyncGroup] = 3,
        [ApiKey.ApiVersions] = 2,
        [ApiKey.InitProducerId] = 4,
        [ApiKey.OffsetForLeaderEpoch] = 2,
        [ApiKey.AddPartitionsToTransaction] = 1,
        [ApiKey.AddOffsetsToTransaction] = 1,
        [ApiKey.EndTransaction] = 1,
        [ApiKey.TransactionOffsetCommit] = 3,
        [ApiKey.DescribeConfigs] = 1,
        [ApiKey.ConsumerGroupHeartbeat] = 1,
    };

    /// <exception cref="MalformedFrameException">The cluster can't answer a request of this kind and version.</exception>
    public static void Check(RequestHeader request)
    {
        if (!HighestVersions.TryGetValue(request.Api, out var highest) || request.Version < 0 || request.Version > highest)
            throw new MalformedFrameException($"{request.Api} of version {request.Version}, which the cluster does not support");
    }

    /// <summary>The cluster's response to ApiVersions, without what clients may not use.</summary>
    public static ReadOnlyMemory<byte> Restrict(byte[] response, short version)
    {
        var reader = new ProtocolReader(response, sizeof(int));
        var restricted = new ResponseWriter(reader.Int32()).Int16(reader.Int16());
        var offered = new List<(ApiKey Api, short Lowest, short Highest)>();
        for (var left = reader.Int32(); left > 0; left--)
        {
            var (api, lowest, highest) = ((ApiKey)reader.Int16(), reader.Int16(), reader.Int16());
            if (HighestVersions.TryGetValue(api, out var limit)) offered.Add((api, lowest, Math.Min(highest, limit)));
        }

        offered.Add((ApiKey.DescribeConfigs, 0, HighestVersions[ApiKey.DescribeConfigs]));
        restricted.Int32(offered.Count);
        foreach (var (api, lowest, highest) in offered) restricted.Int16((short)api).Int16(lowest).Int16(highest);
        if (version >= 1) restricted.Int32(0); // the throttle time
        return restricted.ToArray();
    }

    /// <summary>Makes a client ask again with a version of ApiVersions that the cluster supports, as the protocol provides for.</summary>
    public static byte[] AskAgain(RequestHeader request) => new ResponseWriter(request.CorrelationId)
        .Int16((short)Confluent.Kafka.ErrorCode.UnsupportedVersion)
        .Int32(1).Int16((short)ApiKey.ApiVersions).Int16(0).Int16(HighestVersions[ApiKey.ApiVersions])
        .ToArray();
}

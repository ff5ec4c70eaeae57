using InMemoryKafka.Protocol;

namespace InMemoryKafka.Proxy;

/// <summary>The requests that clients may send to the cluster, and their highest versions.</summary>
/// <remarks>
/// The cluster claims to support more than it does. When a client uses it, the cluster closes the connection or ends the process:
/// <list type="bullet">
/// <item>The cluster parses JoinGroup 6, SyncGroup 4, Heartbeat 4, LeaveGroup 3 and OffsetCommit 8 as if they were older.</item>
/// <item>Its responses to ApiVersions 3 and later are malformed.</item>
/// <item>An empty or malformed PushTelemetry fails an assertion, which ends the process. A client sends it after
/// GetTelemetrySubscriptions.</item>
/// <item>Share groups are unfinished.</item>
/// </list>
/// Produce 10 and Fetch 16 are left out because their responses can contain addresses of brokers. The proxy itself responds to
/// DescribeConfigs and OffsetFetch.
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
        [ApiKey.OffsetFetch] = 7,
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

    private static readonly ApiKey[] AnsweredByTheProxy = [ApiKey.DescribeConfigs, ApiKey.OffsetFetch];

    /// <exception cref="MalformedFrameException">The cluster can't answer a request of this kind and version.</exception>
    public static void Check(RequestHeader request)
    {
        if (!HighestVersions.TryGetValue(request.Api, out var highest) || request.Version < 0 || request.Version > highest)
        {
            throw new MalformedFrameException($"{request.Api} of version {request.Version}, which the cluster does not support");
        }
    }

    /// <summary>Removes from the cluster's response to ApiVersions what clients may not use.</summary>
    public static ReadOnlyMemory<byte> Restrict(RequestHeader request, byte[] response)
    {
        var reader = ProtocolReader.Response(response);
        var restricted = FrameWriter.Response(request).Int16(reader.Int16());
        var offered = new List<(ApiKey Api, short Lowest, short Highest)>();
        for (var left = reader.Int32(); left > 0; left--)
        {
            var (api, lowest, highest) = ((ApiKey)reader.Int16(), reader.Int16(), reader.Int16());
            var isPassedOn = !AnsweredByTheProxy.Contains(api);
            if (isPassedOn && HighestVersions.TryGetValue(api, out var limit)) offered.Add((api, lowest, Math.Min(highest, limit)));
        }

        foreach (var api in AnsweredByTheProxy) offered.Add((api, 0, HighestVersions[api]));
        restricted.Int32(offered.Count);
        foreach (var (api, lowest, highest) in offered) restricted.Int16((short)api).Int16(lowest).Int16(highest);
        if (request.Version >= 1) restricted.Int32(0); // the throttle time
        return restricted.ToArray();
    }

    /// <summary>
    /// Responds to a newer version of ApiVersions so that the client repeats the request with a version that the cluster supports.
    /// </summary>
    public static byte[] AskAgain(RequestHeader request) => FrameWriter.Response(request)
        .Int16((short)Confluent.Kafka.ErrorCode.UnsupportedVersion)
        .Int32(1).Int16((short)ApiKey.ApiVersions).Int16(0).Int16(HighestVersions[ApiKey.ApiVersions])
        .ToArray();
}

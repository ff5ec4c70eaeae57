using System.Buffers.Binary;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Proxy;

/// <summary>
/// Replaces the port of the cluster by the port of the proxy in responses that contain addresses. Both are on 127.0.0.1, so that no length
/// changes.
/// </summary>
/// <remarks>
/// The cluster names no controller. Clients would wait a minute for one before a request such as CreateTopics, which the cluster does not
/// support anyway. Here the only broker is the controller, so that these requests fail at once.
/// </remarks>
internal static class BrokerAddress
{
    private const int AfterCorrelationId = 2 * sizeof(int);

    public static byte[] ReplaceInMetadata(byte[] response, short version, int port)
    {
        var flexible = version >= 9;
        var reader = new ProtocolReader(response, AfterCorrelationId);
        if (flexible) reader.SkipTags();
        if (version >= 3) reader.Int32(); // the throttle time
        var broker = -1;
        for (var brokers = reader.ArrayLength(flexible); brokers > 0; brokers--)
        {
            broker = reader.Int32();
            reader.String(flexible);
            Replace(response, ref reader, port);
            if (version >= 1) reader.String(flexible); // the rack
            if (flexible) reader.SkipTags();
        }

        if (version >= 2) reader.String(flexible); // the cluster's id
        if (version >= 1) Replace(response, ref reader, broker); // the controller
        return response;
    }

    public static byte[] ReplaceInFindCoordinator(byte[] response, short version, int port)
    {
        var flexible = version >= 3;
        var reader = new ProtocolReader(response, AfterCorrelationId);
        if (flexible) reader.SkipTags();
        if (version >= 1) reader.Int32(); // the throttle time
        var error = reader.Int16();
        if (version >= 1) reader.String(flexible); // the error's text
        reader.Int32(); // the broker's id
        reader.String(flexible);
        if (error == 0) Replace(response, ref reader, port);
        return response;
    }

    private static void Replace(byte[] response, ref ProtocolReader reader, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(response.AsSpan(reader.Position), value);
        reader.Int32();
    }
}

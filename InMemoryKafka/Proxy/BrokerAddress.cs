using System.Buffers.Binary;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Proxy;

/// <summary>
/// Replaces the broker's port by the proxy's in the answers that contain addresses. Both are on 127.0.0.1, so that no length changes.
/// </summary>
internal static class BrokerAddress
{
    private const int AfterCorrelationId = 2 * sizeof(int);

    public static byte[] ReplaceInMetadata(byte[] answer, short version, int port)
    {
        var flexible = version >= 9;
        var reader = new ProtocolReader(answer, AfterCorrelationId);
        if (flexible) reader.SkipTags();
        if (version >= 3) reader.Int32(); // the throttle time
        for (var brokers = reader.ArrayLength(flexible); brokers > 0; brokers--)
        {
            reader.Int32(); // the broker's id
            reader.String(flexible);
            ReplacePort(answer, ref reader, port);
            if (version >= 1) reader.String(flexible); // the rack
            if (flexible) reader.SkipTags();
        }

        return answer;
    }

    public static byte[] ReplaceInFindCoordinator(byte[] answer, short version, int port)
    {
        var flexible = version >= 3;
        var reader = new ProtocolReader(answer, AfterCorrelationId);
        if (flexible) reader.SkipTags();
        if (version >= 1) reader.Int32(); // the throttle time
        var error = reader.Int16();
        if (version >= 1) reader.String(flexible); // the error's text
        reader.Int32(); // the broker's id
        reader.String(flexible);
        if (error == 0) ReplacePort(answer, ref reader, port);
        return answer;
    }

    private static void ReplacePort(byte[] answer, ref ProtocolReader reader, int port)
    {
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(reader.Position), port);
        reader.Int32();
    }
}

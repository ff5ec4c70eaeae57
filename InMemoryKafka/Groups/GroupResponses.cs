using Confluent.Kafka;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Groups;

/// <summary>The responses about groups: those given without the cluster, and what its own say.</summary>
internal static class GroupResponses
{
    private const byte Null = 0;
    private const byte NoTags = 0;

    public static byte[] Join(RequestHeader request, ErrorCode error, string member)
    {
        var response = new ResponseWriter(request.CorrelationId);
        if (request.Version >= 2) response.Int32(0); // the throttle time
        return response.Int16((short)error)
            .Int32(-1) // the generation
            .String("").String("") // the strategy, the leader
            .String(member)
            .Int32(0) // the members
            .ToArray();
    }

    public static byte[] Sync(RequestHeader request, ErrorCode error)
    {
        var response = new ResponseWriter(request.CorrelationId);
        if (request.Version >= 1) response.Int32(0); // the throttle time
        return response.Int16((short)error).Int32(0).ToArray();
    }

    public static byte[] ConsumerHeartbeat(RequestHeader request, ErrorCode error) => new ResponseWriter(request.CorrelationId)
        .Byte(NoTags)
        .Int32(0) // the throttle time
        .Int16((short)error)
        .CompactString(new Error(error).Reason)
        .Byte(Null) // the member id
        .Int32(0) // the member epoch
        .Int32(0) // the heartbeat interval
        .Byte(unchecked((byte)-1)) // no assignment
        .Byte(NoTags)
        .ToArray();

    /// <summary>The id of the member that has joined; null if the response is an error.</summary>
    public static string? JoinedAs(RequestHeader request, byte[] response)
    {
        var reader = new ProtocolReader(response, 2 * sizeof(int));
        if (request.Version >= 2) reader.Int32(); // the throttle time
        if (reader.Int16() != (short)ErrorCode.NoError) return null;

        reader.Int32(); // the generation
        reader.String(); // the strategy
        reader.String(); // the leader
        return reader.String();
    }

    /// <summary>Whether the member belongs to the group no more.</summary>
    public static bool HasLeft(RequestHeader request, byte[] response)
    {
        var reader = new ProtocolReader(response, 2 * sizeof(int));
        if (request.Version >= 1) reader.Int32(); // the throttle time
        return (ErrorCode)reader.Int16() is ErrorCode.NoError or ErrorCode.UnknownMemberId;
    }
}

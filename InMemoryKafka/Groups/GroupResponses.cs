using Confluent.Kafka;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Groups;

/// <summary>Writes the responses about groups that the proxy gives itself, and reads those of the cluster.</summary>
internal static class GroupResponses
{
    private const byte Null = 0;
    private const byte NoTags = 0;

    public static byte[] Join(RequestHeader request, ErrorCode error, string member)
    {
        var response = FrameWriter.Response(request);
        if (request.Version >= 2) response.Int32(0); // the throttle time
        return response.Int16((short)error)
            .Int32(-1) // the generation
            .String("").String("") // the strategy, the leader
            .String(member)
            .Int32(0) // the members
            .ToArray();
    }

    public static byte[] Sync(RequestHeader request, ErrorCode error, ReadOnlySpan<byte> assignment)
    {
        var response = FrameWriter.Response(request);
        if (request.Version >= 1) response.Int32(0); // the throttle time
        return response.Int16((short)error).Bytes(assignment).ToArray();
    }

    public static ErrorCode SyncError(RequestHeader request, byte[] response)
    {
        var reader = ProtocolReader.Response(response);
        if (request.Version >= 1) reader.Int32(); // the throttle time
        return (ErrorCode)reader.Int16();
    }

    public static byte[] ConsumerHeartbeat(RequestHeader request, ErrorCode error) => FrameWriter.Response(request)
        .Byte(NoTags)
        .Int32(0) // the throttle time
        .Int16((short)error)
        .String(new Error(error).Reason, compact: true)
        .Byte(Null) // the member id
        .Int32(0) // the member epoch
        .Int32(0) // the heartbeat interval
        .Byte(unchecked((byte)-1)) // no assignment
        .Byte(NoTags)
        .ToArray();

    /// <summary>
    /// Reads the id of the member that has joined, and the generation of the group. The id is null if the response is an error.
    /// </summary>
    public static (string? Member, int Generation) Joined(RequestHeader request, byte[] response)
    {
        var reader = ProtocolReader.Response(response);
        if (request.Version >= 2) reader.Int32(); // the throttle time
        if (reader.Int16() != (short)ErrorCode.NoError) return (null, -1);

        var generation = reader.Int32();
        reader.String(); // the strategy
        reader.String(); // the leader
        return (reader.String(), generation);
    }

    /// <summary>Reads the member epoch from a response to ConsumerGroupHeartbeat; null if the response is an error.</summary>
    public static int? MemberEpoch(byte[] response)
    {
        var reader = ProtocolReader.Response(response, flexible: true);
        reader.Int32(); // the throttle time
        if (reader.Int16() != (short)ErrorCode.NoError) return null;

        reader.String(compact: true); // the text of the error
        reader.String(compact: true); // the member id
        return reader.Int32();
    }

    /// <summary>Reads from the response to LeaveGroup whether the member does not belong to the group any more.</summary>
    public static bool HasLeft(RequestHeader request, byte[] response)
    {
        var reader = ProtocolReader.Response(response);
        if (request.Version >= 1) reader.Int32(); // the throttle time
        return (ErrorCode)reader.Int16() is ErrorCode.NoError or ErrorCode.UnknownMemberId;
    }
}

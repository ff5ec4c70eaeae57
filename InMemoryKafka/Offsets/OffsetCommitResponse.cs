using System.Buffers.Binary;
using Confluent.Kafka;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Offsets;

/// <summary>The cluster's response to OffsetCommit or TxnOffsetCommit.</summary>
internal static class OffsetCommitResponse
{
    /// <summary>Returns the offsets of the request that the response accepts.</summary>
    public static List<KeyValuePair<TopicPartition, CommittedOffset>> Accepted(
        RequestHeader header, byte[] response, OffsetCommitRequest request)
    {
        var errorPositions = ErrorPositions(header, response, request);
        return [.. request.Offsets.Where((_, index) => BinaryPrimitives.ReadInt16BigEndian(response.AsSpan(errorPositions[index])) == 0)];
    }

    /// <summary>Sets the error of each partition for which the cluster reports none.</summary>
    public static void Refuse(RequestHeader header, byte[] response, OffsetCommitRequest request, ErrorCode error)
    {
        foreach (var position in ErrorPositions(header, response, request))
        {
            var field = response.AsSpan(position);
            if (BinaryPrimitives.ReadInt16BigEndian(field) == 0) BinaryPrimitives.WriteInt16BigEndian(field, (short)error);
        }
    }

    private static List<int> ErrorPositions(RequestHeader header, byte[] response, OffsetCommitRequest request)
    {
        var positions = new List<int>();
        var flexible = request.IsFlexible;
        var reader = ProtocolReader.Response(response, flexible);
        if (request.IsTransactional || header.Version >= 3) reader.Int32(); // the throttle time
        for (var topics = reader.ArrayLength(flexible); topics > 0; topics--)
        {
            reader.String(flexible);
            for (var partitions = reader.ArrayLength(flexible); partitions > 0; partitions--)
            {
                reader.Int32(); // the partition
                positions.Add(reader.Position);
                reader.Int16(); // the error
                reader.SkipTags(flexible);
            }

            reader.SkipTags(flexible);
        }

        return positions;
    }
}

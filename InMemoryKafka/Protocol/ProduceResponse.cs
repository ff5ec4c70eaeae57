using System.Buffers.Binary;

namespace InMemoryKafka.Protocol;

/// <summary>The response to Produce.</summary>
internal static class ProduceResponse
{
    /// <summary>
    /// Sets the log append time of each partition to -1, which tells clients that the records keep their own timestamps. The cluster stores
    /// those, but it reports a made-up append time.
    /// </summary>
    public static byte[] WithoutAppendTimes(RequestHeader header, byte[] response)
    {
        if (header.Version < 2) return response;

        var flexible = header.Version >= 9;
        var reader = ProtocolReader.Response(response, flexible);
        for (var topics = reader.ArrayLength(flexible); topics > 0; topics--)
        {
            reader.String(flexible);
            for (var partitions = reader.ArrayLength(flexible); partitions > 0; partitions--)
            {
                reader.Int32(); // the partition
                reader.Int16(); // the error
                reader.Int64(); // the first offset
                BinaryPrimitives.WriteInt64BigEndian(response.AsSpan(reader.Position), -1);
                reader.Int64();
                SkipRestOfPartition(header, ref reader, flexible);
            }

            reader.SkipTags(flexible);
        }

        return response;
    }

    private static void SkipRestOfPartition(RequestHeader header, ref ProtocolReader reader, bool flexible)
    {
        if (header.Version >= 6) reader.Int64(); // the first offset of the log, which the cluster leaves out of version 5
        if (header.Version >= 8)
        {
            for (var errors = reader.ArrayLength(flexible); errors > 0; errors--)
            {
                reader.Int32(); // the record
                reader.String(flexible); // its error
                reader.SkipTags(flexible);
            }

            reader.String(flexible); // the text of the partition's error
        }

        reader.SkipTags(flexible);
    }
}

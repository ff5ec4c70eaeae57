using Confluent.Kafka;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Offsets;

/// <summary>Writes the response to OffsetFetch.</summary>
internal static class OffsetFetchResponse
{
    private static readonly CommittedOffset None = new(-1, -1, "");

    /// <param name="header">The header of the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="error">An error that concerns the whole request, or <see cref="ErrorCode.NoError"/>.</param>
    /// <param name="committed">The committed offsets of the group.</param>
    /// <param name="isPending">Whether an open transaction has an offset of the group for this partition.</param>
    public static byte[] Write(
        RequestHeader header,
        OffsetFetchRequest request,
        ErrorCode error,
        IReadOnlyDictionary<TopicPartition, CommittedOffset> committed,
        Func<TopicPartition, bool> isPending)
    {
        var flexible = request.IsFlexible;
        var response = FrameWriter.Response(header, flexible);
        if (header.Version >= 3) response.Int32(0); // the throttle time

        var topics = (request.Partitions ?? committed.Keys).GroupBy(partition => partition.Topic).ToList();
        response.ArrayLength(topics.Count, flexible);
        foreach (var topic in topics)
        {
            var partitions = topic.ToList();
            response.String(topic.Key, flexible).ArrayLength(partitions.Count, flexible);
            foreach (var partition in partitions)
            {
                var isUnstable = request.RequiresStable && isPending(partition);
                var partitionError = error == ErrorCode.NoError && isUnstable ? ErrorCode.UnstableOffsetCommit : error;
                var offset = partitionError == ErrorCode.NoError ? committed.GetValueOrDefault(partition, None) : None;
                response.Int32(partition.Partition).Int64(offset.Offset);
                if (header.Version >= 5) response.Int32(offset.LeaderEpoch);
                response.String(offset.Metadata, flexible).Int16((short)partitionError).Tags(flexible);
            }

            response.Tags(flexible);
        }

        if (header.Version >= 2) response.Int16((short)error);
        return response.Tags(flexible).ToArray();
    }
}

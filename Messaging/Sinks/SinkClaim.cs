namespace Messaging.Sinks;

/// <summary>The right to write the rows of a partition, until another instance claims it.</summary>
/// <param name="partition">The number of the partition.</param>
/// <param name="epoch">How many times it was claimed.</param>
/// <param name="next">The offset of the next record: all records before it are in the database.</param>
/// <param name="topicId">The id of the topic that the offset belongs to; null where it is not known.</param>
internal sealed class SinkClaim(int partition, long epoch, long next, string? topicId)
{
    public int Partition => partition;

    public long Epoch => epoch;

    public string? TopicId => topicId;

    /// <summary>The offset of the next record. Only whoever writes the rows under this claim moves it.</summary>
    public long Next { get; set; } = next;
}

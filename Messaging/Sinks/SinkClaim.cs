namespace Messaging.Sinks;

/// <summary>The right to write the rows of a partition, until another instance claims it.</summary>
/// <param name="Partition">The number of the partition.</param>
/// <param name="Epoch">How many times it was claimed.</param>
/// <param name="Next">The offset of the next record: when it was claimed, all records before it were in the database.</param>
/// <param name="TopicId">The id of the topic that the offset belongs to; null where it is not known.</param>
internal sealed record SinkClaim(int Partition, long Epoch, long Next, string? TopicId)
{
    /// <summary>The offset after the last record that was received under this claim. Only the loop's thread uses it.</summary>
    public long Received { get; set; } = Next;
}

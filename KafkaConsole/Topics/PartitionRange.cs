namespace KafkaConsole.Topics;

/// <summary>The offsets of a partition, from <paramref name="Low"/> up to, but without, <paramref name="High"/>.</summary>
/// <param name="Partition">The number of the partition.</param>
/// <param name="Low">The offset of the first record that is kept.</param>
/// <param name="High">The offset that the next record gets.</param>
internal sealed record PartitionRange(int Partition, long Low, long High)
{
    /// <summary>Why the offsets can't be read, in which case both are 0; otherwise null.</summary>
    public string? Error { get; init; }

    /// <summary>How many records it holds, at most: a transaction marker has an offset too, and compaction leaves gaps.</summary>
    public long Records => High - Low;
}

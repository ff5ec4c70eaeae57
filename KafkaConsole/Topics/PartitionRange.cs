namespace KafkaConsole.Topics;

/// <summary>The offsets of a partition, from <paramref name="Low"/> up to, without, <paramref name="High"/>.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Low">The offset of the first record that is kept.</param>
/// <param name="High">The offset that the next record gets.</param>
internal sealed record PartitionRange(int Partition, long Low, long High)
{
    /// <summary>Why the offsets can't be read; they are 0 then.</summary>
    public string? Error { get; init; }

    /// <summary>How many offsets it holds. Transaction markers take one each and compaction leaves gaps, so there may be fewer records.</summary>
    public long Records => High - Low;
}

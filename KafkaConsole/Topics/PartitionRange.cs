namespace KafkaConsole.Topics;

/// <summary>What a partition holds: offsets from <paramref name="Low"/> up to, without, <paramref name="High"/>.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Low">The offset of the first record that is kept.</param>
/// <param name="High">The offset that the next record gets.</param>
internal sealed record PartitionRange(int Partition, long Low, long High)
{
    /// <summary>Why its offsets are not known, which are 0 then.</summary>
    public string? Fault { get; init; }

    /// <summary>How many offsets it holds. Markers of transactions have one each, and compaction leaves holes: there may be fewer records.</summary>
    public long Records => High - Low;
}

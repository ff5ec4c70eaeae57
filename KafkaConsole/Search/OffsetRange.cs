namespace KafkaConsole.Search;

/// <summary>Offsets of a partition, from <paramref name="From"/> up to, but without, <paramref name="To"/>.</summary>
internal readonly record struct OffsetRange(long From, long To)
{
    /// <summary>How many offsets it has. There may be fewer records.</summary>
    public long Count => Math.Max(0, To - From);
}

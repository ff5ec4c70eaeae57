namespace KafkaConsole.Search;

/// <summary>
/// A search, and how far it has come. It has the offsets that the topic had when the search was planned, so it ends on a topic to which
/// records are added. It can be continued from any step.
/// </summary>
/// <param name="Filter">What is searched.</param>
/// <param name="NewestFirst">Whether it begins at the end of the topic.</param>
/// <param name="Partitions">Where it is searched.</param>
internal sealed record SearchPlan(RecordFilter Filter, bool NewestFirst, IReadOnlyList<PartitionPlan> Partitions)
{
    /// <summary>How many records were read so far.</summary>
    public long Records { get; init; }

    /// <summary>How many bytes of keys, values and headers were read so far.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether everything was searched.</summary>
    public bool IsComplete => Partitions.All(partition => partition.Remaining == 0);

    /// <summary>The part that was searched, from 0 to 1.</summary>
    public double Share => Partitions.Sum(partition => partition.Offsets) is var all and > 0
        ? 1 - ((double)Partitions.Sum(partition => partition.Remaining) / all)
        : 1;
}

namespace Messaging.Topics;

/// <summary>A topic that has fewer partitions than the topic that it is co-partitioned with.</summary>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Partitions">The number of its partitions.</param>
/// <param name="CoPartitionedWith">The name of the other topic.</param>
/// <param name="Needed">The number of partitions of the other topic.</param>
/// <param name="Refusal">Why the service could not add partitions; null while it has not tried.</param>
internal sealed record PartitionShortage(string Topic, int Partitions, string CoPartitionedWith, int Needed, string? Refusal)
{
    /// <summary>The partitions of the other topic whose records wait.</summary>
    public IEnumerable<int> Waiting => Enumerable.Range(Partitions, Needed - Partitions);

    /// <summary>Which partitions wait, why, and what to do, in one line.</summary>
    public string Describe() =>
        $"The records of {CoPartitionedWith} [{string.Join(", ", Waiting)}] wait, because {Topic} has only {Partitions} "
        + $"{(Partitions == 1 ? "partition" : "partitions")}. "
        + (Refusal is null
            ? "The service adds partitions."
            : $"The service could not add partitions: {Refusal.TrimEnd('.')}. Add partitions to {Topic}, {Needed} in total, or let the service do it.");
}

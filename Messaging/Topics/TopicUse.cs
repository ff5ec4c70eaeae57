namespace Messaging.Topics;

/// <summary>A topic that a service uses, to be created where it is missing.</summary>
internal sealed record TopicUse(string Name, int Partitions, short ReplicationFactor)
{
    /// <summary>Whether it keeps only the last record of each key.</summary>
    public bool Compacted { get; init; }

    /// <summary>A topic that it has to have at least as many partitions as; null when it stands alone.</summary>
    public string? CoPartitionedWith { get; init; }

    /// <summary>The topics to be created, each once and with as many partitions as it needs.</summary>
    /// <param name="uses">All that are used.</param>
    /// <param name="existing">Those that exist, with the number of their partitions.</param>
    public static IReadOnlyList<TopicUse> Missing(IEnumerable<TopicUse> uses, IReadOnlyDictionary<string, int> existing)
    {
        var all = uses.DistinctBy(use => use.Name).ToDictionary(use => use.Name);
        return [.. all.Values.Where(use => !existing.ContainsKey(use.Name)).Select(use => use with { Partitions = Math.Max(use.Partitions, PartitionsOf(use.CoPartitionedWith)) })];

        int PartitionsOf(string? other) =>
            other is null ? 0 : existing.TryGetValue(other, out var count) ? count : all.GetValueOrDefault(other)?.Partitions ?? 0;
    }
}

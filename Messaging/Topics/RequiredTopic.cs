namespace Messaging.Topics;

/// <summary>A topic that a service requires, to be created where it is missing.</summary>
internal sealed record RequiredTopic(string Name, int Partitions, short ReplicationFactor)
{
    /// <summary>Whether it keeps only the last record of each key.</summary>
    public bool Compacted { get; init; }

    /// <summary>A topic that it has to have at least as many partitions as; null when it stands alone.</summary>
    public string? CoPartitionedWith { get; init; }

    /// <summary>The topics to be created, each once and with as many partitions as it needs.</summary>
    /// <param name="required">All that the service requires.</param>
    /// <param name="existing">Those that exist, with the number of their partitions.</param>
    public static IReadOnlyList<RequiredTopic> Missing(IEnumerable<RequiredTopic> required, IReadOnlyDictionary<string, int> existing)
    {
        var all = required.DistinctBy(topic => topic.Name).ToDictionary(topic => topic.Name);
        return [.. all.Values.Where(topic => !existing.ContainsKey(topic.Name)).Select(topic => topic with { Partitions = Math.Max(topic.Partitions, PartitionsOf(topic.CoPartitionedWith)) })];

        int PartitionsOf(string? other) =>
            other is null ? 0 : existing.TryGetValue(other, out var count) ? count : all.GetValueOrDefault(other)?.Partitions ?? 0;
    }
}

namespace Messaging.Topics;

/// <summary>A topic that a service requires. It is created if it does not exist.</summary>
internal sealed record RequiredTopic(string Name, int Partitions, short ReplicationFactor)
{
    /// <summary>Whether the topic is created with log compaction.</summary>
    public bool Compacted { get; init; }

    /// <summary>How long records are kept; null for the cluster's default.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>How many replicas must have a record before it is acknowledged; null for the cluster's default.</summary>
    public int? MinInSyncReplicas { get; init; }

    /// <summary>Whether the number of partitions is configured, rather than the default.</summary>
    public bool HasConfiguredPartitions { get; init; }

    /// <summary>Another topic, whose number of partitions is the minimum for this one; null when there is none.</summary>
    public string? CoPartitionedWith { get; init; }

    /// <summary>Returns the topics to create, without duplicates, with their number of partitions.</summary>
    /// <param name="required">All topics that the service requires.</param>
    /// <param name="existing">The existing topics with their number of partitions.</param>
    public static IReadOnlyList<RequiredTopic> Missing(IEnumerable<RequiredTopic> required, IReadOnlyDictionary<string, int> existing)
    {
        var all = required.DistinctBy(topic => topic.Name).ToDictionary(topic => topic.Name);
        return
        [
            .. from topic in all.Values
               where !existing.ContainsKey(topic.Name)
               select topic with { Partitions = Math.Max(topic.Partitions, PartitionsOf(topic.CoPartitionedWith)) },
        ];

        int PartitionsOf(string? other) =>
            other is null ? 0 : existing.TryGetValue(other, out var count) ? count : all.GetValueOrDefault(other)?.Partitions ?? 0;
    }
}

namespace ServiceDefaults.Messaging.Topics;

/// <summary>A topic that a service uses, to be created where it is missing.</summary>
internal sealed record TopicUse(string Name, int Partitions, short ReplicationFactor)
{
    /// <summary>Whether it keeps only the last record of each key.</summary>
    public bool Compacted { get; init; }

    /// <summary>A topic that it has to have as many partitions as; null when it stands alone.</summary>
    public string? CoPartitionedWith { get; init; }
}

namespace InMemoryKafka.Offsets;

/// <summary>An offset that a group has committed for a partition, with the data that its consumer has added.</summary>
internal sealed record CommittedOffset(long Offset, int LeaderEpoch, string? Metadata);

namespace KafkaConsole.Groups;

/// <summary>A consumer group as it is at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state as the cluster calls it, such as <c>Stable</c>.</param>
/// <param name="Members">Its members, by id.</param>
/// <param name="Partitions">The partitions that are assigned or have a committed offset, by topic and partition.</param>
internal sealed record ConsumerGroup(
    string Name, string State, IReadOnlyList<GroupMember> Members, IReadOnlyList<GroupPartition> Partitions)
{
    /// <summary>The topics, by name.</summary>
    public IReadOnlyList<string> Topics => [.. Partitions.Select(partition => partition.Topic).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The lag of all partitions, in records; null when none is known.</summary>
    public long? LagRecords =>
        Partitions.Any(partition => partition.LagRecords is not null) ? Partitions.Sum(partition => partition.LagRecords) : null;

    /// <summary>Whether <see cref="LagRecords"/> may be too large, because there are too many offsets to count their records.</summary>
    public bool LagIsUpperBound => Partitions.Any(partition => partition.LagIsUpperBound);

    /// <summary>The largest lag of a partition, in seconds; null when none is known.</summary>
    public double? LagSeconds => Partitions.Max(partition => partition.LagSeconds);
}

/// <summary>A member of a group.</summary>
/// <param name="Id">The member id.</param>
/// <param name="Client">The client id.</param>
/// <param name="Host">The address from which it is connected.</param>
/// <param name="Partitions">How many partitions it is assigned.</param>
internal sealed record GroupMember(string Id, string? Client, string? Host, int Partitions);

/// <summary>A partition of a group. What is not known is null.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The number of the partition.</param>
/// <param name="Member">The id of the member that it is assigned to.</param>
/// <param name="Committed">The committed offset, which is the first one that is not processed.</param>
/// <param name="LagRecords">The lag: how many committed records the partition holds from there on.</param>
/// <param name="LagIsUpperBound">Whether there may be fewer: the lag then counts offsets, and transaction markers have offsets too.</param>
/// <param name="LagSeconds">The age in seconds of the first of them; 0 when there are none.</param>
internal sealed record GroupPartition(
    string Topic, int Partition, string? Member, long? Committed, long? LagRecords, bool LagIsUpperBound, double? LagSeconds);

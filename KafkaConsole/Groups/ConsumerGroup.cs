using System.Text.Json.Serialization;

namespace KafkaConsole.Groups;

/// <summary>A consumer group as it is at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state as the cluster calls it, such as <c>Stable</c>; null when that can't be asked.</param>
/// <param name="Members">Its members, by id.</param>
/// <param name="Partitions">What they are assigned, and where the group has committed an offset; by topic and partition.</param>
internal sealed record ConsumerGroup(string Name, string? State, IReadOnlyList<GroupMember> Members, IReadOnlyList<GroupPartition> Partitions)
{
    /// <summary>The topics, by name.</summary>
    public IReadOnlyList<string> Topics => [.. Partitions.Select(partition => partition.Topic).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>How many records wait, as far as that is known.</summary>
    public long? LagRecords => Partitions.Any(partition => partition.LagRecords is not null) ? Partitions.Sum(partition => partition.LagRecords) : null;

    /// <summary>How far behind the slowest partition is, in seconds, as far as that is known.</summary>
    public double? LagSeconds => Partitions.Max(partition => partition.LagSeconds);
}

/// <summary>A member of a group.</summary>
/// <param name="Id">What tells it from others.</param>
/// <param name="Client">What its client calls itself.</param>
/// <param name="Host">Where it is, as the cluster sees it.</param>
/// <param name="Partitions">How many partitions it has.</param>
internal sealed record GroupMember(string Id, string? Client, string? Host, int Partitions);

/// <summary>A partition as a group sees it; what is not known is null.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Member">The id of the member that has it.</param>
/// <param name="Committed">The offset from which the group goes on.</param>
/// <param name="LagRecords">How many records wait.</param>
/// <param name="LagSeconds">How old the last processed record is while newer ones wait; 0 when none do.</param>
internal sealed record GroupPartition(string Topic, int Partition, string? Member, long? Committed, long? LagRecords, double? LagSeconds);

/// <summary>Consumer groups, and who tells of them.</summary>
/// <param name="Source">Who.</param>
/// <param name="Groups">The groups, by name.</param>
internal sealed record ConsumerGroups(GroupSource Source, IReadOnlyList<ConsumerGroup> Groups);

/// <summary>Who tells of consumer groups.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GroupSource>))]
internal enum GroupSource
{
    /// <summary>The cluster: all groups, running or not.</summary>
    [JsonStringEnumMemberName("cluster")]
    Cluster,

    /// <summary>The metrics of the services that run.</summary>
    [JsonStringEnumMemberName("metrics")]
    Metrics,
}

namespace Dashboard.Kafka.Groups;

/// <summary>What consumers report of themselves at present.</summary>
internal interface IConsumerMetrics
{
    /// <summary>By group, topic and partition. While a partition moves, both members report it: the one that did so last has it.</summary>
    IReadOnlyList<ConsumerPartition> Partitions { get; }
}

/// <summary>What a member of a consumer group has reported about a partition that it reads.</summary>
/// <param name="Group">The group.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Member">The name of the resource, such as <c>consumer-worker-2</c>.</param>
/// <param name="LagRecords">How many records it has not processed.</param>
/// <param name="LagSeconds">The age of the last record that it has processed, while newer ones wait; in seconds.</param>
/// <param name="Reported">When it said so.</param>
internal sealed record ConsumerPartition(string Group, string Topic, int Partition, string Member, long LagRecords, double LagSeconds, DateTimeOffset Reported);

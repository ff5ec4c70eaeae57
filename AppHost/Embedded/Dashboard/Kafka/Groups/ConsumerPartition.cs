namespace Dashboard.Kafka.Groups;

/// <summary>What consumers report of themselves.</summary>
internal interface IConsumerMetrics
{
    /// <summary>The last report on each partition by each consumer, however old.</summary>
    IReadOnlyList<ConsumerPartition> Partitions { get; }
}

/// <summary>A consumer's report on one partition.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Member">The consumer: the name of its resource or the id of its instance.</param>
/// <param name="LagRecords">How many records it has not processed yet.</param>
/// <param name="LagSeconds">How old the last processed record is while newer ones wait; 0 when none do.</param>
/// <param name="Reported">When it said so.</param>
internal sealed record ConsumerPartition(
    string Group, string Topic, int Partition, string Member, long LagRecords, double LagSeconds, DateTimeOffset Reported);

/// <summary>Nobody reports.</summary>
internal sealed class NoConsumerMetrics : IConsumerMetrics
{
    public IReadOnlyList<ConsumerPartition> Partitions => [];
}

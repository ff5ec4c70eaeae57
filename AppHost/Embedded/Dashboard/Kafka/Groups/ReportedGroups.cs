namespace Dashboard.Kafka.Groups;

/// <summary>The groups of the services that run, as their metrics tell: for clusters that can't be asked.</summary>
internal sealed class ReportedGroups(IConsumerMetrics metrics) : IGroupDirectory
{
    public Task<ConsumerGroups> ListAsync(CancellationToken cancellationToken) => Task.FromResult(new ConsumerGroups(GroupSource.Metrics, Groups()));

    public Task<ConsumerGroup?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Groups().FirstOrDefault(group => group.Name == name));

    private IReadOnlyList<ConsumerGroup> Groups() => [.. metrics.Partitions.GroupBy(report => report.Group).Select(reports => GroupOf(reports.Key, [.. reports]))];

    private static ConsumerGroup GroupOf(string name, IReadOnlyList<ConsumerPartition> reports) => new(
        name,
        null,
        [.. reports.GroupBy(report => report.Member).OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => new GroupMember(member.Key, null, null, member.Count()))],
        [.. reports.Select(report => new GroupPartition(report.Topic, report.Partition, report.Member, null, report.LagRecords, report.LagSeconds))]);
}

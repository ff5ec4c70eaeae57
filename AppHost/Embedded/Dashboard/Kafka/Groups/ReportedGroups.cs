using Dashboard.Telemetry.Metrics;

namespace Dashboard.Kafka.Groups;

/// <summary>The groups of the services that run, as their metrics tell: for clusters that can't be asked.</summary>
internal sealed class ReportedGroups(IConsumerMetrics metrics, TimeProvider time) : IGroupDirectory
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10); // consumers report each second; one that is gone, or lost a partition, doesn't

    public Task<ConsumerGroups> ListAsync(CancellationToken cancellationToken) => Task.FromResult(new ConsumerGroups(GroupSource.Metrics, Groups()));

    public Task<ConsumerGroup?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Groups().FirstOrDefault(group => group.Name == name));

    private IReadOnlyList<ConsumerGroup> Groups()
    {
        var oldest = time.GetUtcNow() - MaxAge;
        return
        [
            .. from report in metrics.Partitions
               where report.Reported >= oldest
               group report by report.Group into reports
               orderby reports.Key
               select GroupOf(reports.Key, reports),
        ];
    }

    private static ConsumerGroup GroupOf(string name, IEnumerable<ConsumerPartition> reports)
    {
        // While a partition moves, both members report on it: the later one has it.
        var partitions = reports
            .GroupBy(report => (report.Topic, report.Partition))
            .Select(same => same.MaxBy(report => report.Reported)!)
            .OrderBy(report => report.Topic, StringComparer.Ordinal).ThenBy(report => report.Partition)
            .ToList();
        return new(
            name,
            null,
            [.. partitions.GroupBy(report => report.Member).OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => new GroupMember(member.Key, null, null, member.Count()))],
            [.. partitions.Select(report => new GroupPartition(report.Topic, report.Partition, report.Member, null, report.LagRecords, report.LagSeconds))]);
    }
}

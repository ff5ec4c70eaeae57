using Contracts;

namespace StreamsService.View;

/// <summary>The instance that has a source partition.</summary>
/// <param name="Instance">The name of the instance.</param>
/// <param name="Owned">The partition, as the instance reported it.</param>
internal sealed record PartitionOwner(string Instance, OwnedPartition Owned)
{
    /// <summary>
    /// The owner of each partition that an instance reports. During a rebalance, two instances may report the same partition. The later
    /// report is right.
    /// </summary>
    public static IEnumerable<PartitionOwner> Of(IEnumerable<InstanceReport> reports) => reports
        .OrderByDescending(report => report.Time)
        .SelectMany(report => report.Partitions, (report, owned) => new PartitionOwner(report.Instance, owned))
        .DistinctBy(owner => owner.Owned.Partition);

    /// <summary>The number of records that are not counted yet, over all partitions; null while no instance reports a lag.</summary>
    public static long? LagOf(IEnumerable<InstanceReport> reports)
    {
        var lags = Of(reports).Select(owner => owner.Owned.Lag).OfType<long>().ToList();
        return lags.Count == 0 ? null : lags.Sum();
    }
}

using Contracts;
using StreamsService.View;

namespace Kafka.Tests.StreamsService.View;

public sealed class PartitionOwnerTests
{
    [Fact]
    public void The_latest_report_decides_who_owns_a_partition()
    {
        InstanceReport[] reports = [Report("a", second: 1, partitions: [0, 1]), Report("b", second: 2, partitions: [1, 2])];

        var owners = PartitionOwner.Of(reports).OrderBy(owner => owner.Owned.Partition);

        Assert.Equal(["a 0", "b 1", "b 2"], owners.Select(owner => $"{owner.Instance} {owner.Owned.Partition}"));
    }

    [Fact]
    public void Without_reports_no_partition_has_an_owner_and_the_lag_is_null()
    {
        Assert.Empty(PartitionOwner.Of([]));
        Assert.Null(PartitionOwner.LagOf([]));
    }

    private static InstanceReport Report(string instance, double second, int[] partitions) => new(
        instance,
        PageEvents.Noon,
        PageEvents.Noon.AddSeconds(second),
        [.. partitions.Select(partition => new OwnedPartition(partition, Running: true, Lag: 1, LagSeconds: 0))]);
}

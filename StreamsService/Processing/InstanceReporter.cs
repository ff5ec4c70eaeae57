using Contracts;
using Messaging;
using Messaging.Consuming;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>
/// Reports once a second which partitions this instance has and how far behind it is. The reports go through the statistics topic, which
/// every instance reads, so they work even where the cluster has no admin API for consumer groups.
/// </summary>
internal sealed class InstanceReporter(
    InstanceName name, ISubscriptionStatus subscription, StatisticsView view, ChangelogWriter changelog, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private long? _lastReport;

    /// <summary>Whether the next report is due.</summary>
    public bool IsDue => name.IsKnown && (_lastReport is not { } last || time.GetElapsedTime(last) >= Interval);

    /// <summary>Writes the report, and tombstones for instances that are gone: they can't delete their own reports.</summary>
    public void Report(ICollection<OutgoingRecord> output)
    {
        _lastReport = time.GetTimestamp();
        var now = time.GetUtcNow();
        var partitions = subscription.Partitions.Select(owned =>
            new OwnedPartition(owned.Partition, owned.Running, owned.Lag, owned.LagTime.TotalSeconds));
        changelog.Write(new(new InstanceReport(name.Value, _started, now, [.. partitions])), output);
        foreach (var instance in view.GoneInstances(now)) changelog.Write(new(StatisticsKey.OfInstance(instance), null), output);
    }
}

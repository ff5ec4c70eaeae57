using Contracts;
using Messaging;
using Messaging.Consuming;
using StreamsService.Changelog;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>
/// Reports once a second which partitions this instance has and how far behind it is. The reports go through the statistics topic, which
/// every instance reads, so they work even where the cluster has no admin API for consumer groups.
/// </summary>
internal sealed class InstanceReporter(
    InstanceName name, ISubscriptionStatus subscription, StatisticsView view, Topic<StatisticsRecord> topic, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private long? _last;

    /// <summary>Whether the next report is due.</summary>
    public bool IsDue => name.IsKnown && (_last is not { } last || time.GetElapsedTime(last) >= Interval);

    /// <summary>Adds the report, and tombstones for instances that are gone: they can't delete their own reports.</summary>
    public void AddTo(ICollection<OutgoingRecord> output)
    {
        _last = time.GetTimestamp();
        var now = time.GetUtcNow();
        var partitions = subscription.Partitions.Select(it => new OwnedPartition(it.Partition, it.Running, it.Lag, it.LagTime.TotalSeconds));
        Add(new(new InstanceReport(name.Value, _started, now, [.. partitions])));
        foreach (var gone in view.GoneInstances(now)) Add(new(StatisticsKey.OfInstance(gone), null));

        void Add(StatisticsChange change) => output.Add(StatisticsRecords.Of(topic, change));
    }
}

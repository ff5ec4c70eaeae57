using Contracts;
using Messaging.Consuming;
using Messaging.Publishing;
using StreamsService.Changelog;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>
/// Tells all instances once a second what this one does. Goes through the same topic as the statistics, so that every instance knows
/// about all of them, whatever the cluster can be asked.
/// </summary>
internal sealed class InstanceReporter(
    InstanceName name, ISubscriptionStatus subscription, StatisticsView view, Topic<StatisticsRecord> topic, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private long? _last;

    /// <summary>Whether it is time again.</summary>
    public bool IsDue => name.IsKnown && (_last is not { } last || time.GetElapsedTime(last) >= Interval);

    /// <summary>Adds the report; and takes back those of instances that are gone for good, which nobody else would.</summary>
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

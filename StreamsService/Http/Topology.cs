using Contracts;
using Messaging.Reading;
using Microsoft.Extensions.Options;
using StreamsService.Counting;
using StreamsService.Processing;
using StreamsService.View;

namespace StreamsService.Http;

/// <summary>Combines the reports of the instances with the progress in the view.</summary>
internal sealed class Topology(
    ServiceTopics topics,
    InstanceName instance,
    StatisticsOptions options,
    StatisticsView view,
    ITableProgress table,
    IOptions<PublishingOptions> publishing,
    TimeProvider time)
{
    /// <summary>The current topology.</summary>
    public TopologyResponse Now()
    {
        var alive = view.Instances(time.GetUtcNow());
        var (caughtUp, read, behind) = table.Progress;
        return new(
            topics.Group,
            instance.Value,
            options.Window,
            options.Grace,
            options.Retention,
            options.MinimumDuration,
            options.Window.TotalSeconds,
            Sources: [topics.Source],
            Processors: ["count page events"],
            Stores: ["statistics"],
            Sinks: [topics.Sink],
            topics.Readable,
            [.. alive.Select(it => new InstanceResponse(it.Instance, it.Started, [.. it.Partitions.Select(owned => owned.Partition)]))],
            Partitions(alive),
            new(caughtUp, read, behind),
            Publishing: publishing.Value.Address is not null);
    }

    private IReadOnlyList<PartitionResponse> Partitions(IReadOnlyList<InstanceReport> alive)
    {
        var owners = PartitionOwner.Of(alive).ToDictionary(owner => owner.Owned.Partition);
        var counted = view.Progress.ToDictionary(it => it.Partition);
        return
        [
            .. owners.Keys.Union(counted.Keys).Order().Select(partition =>
            {
                var owner = owners.GetValueOrDefault(partition);
                var owned = owner?.Owned;
                var known = counted.GetValueOrDefault(partition);
                var state = owned is null ? "unassigned" : owned.Running ? "running" : "restoring";
                return new PartitionResponse(
                    partition, owner?.Instance, state, owned?.Lag, owned?.LagSeconds, known?.Late ?? 0, known?.StreamTime);
            }),
        ];
    }
}

using Chaos.Kafka;
using Confluent.Kafka;

namespace Chaos.Disturbances;

/// <summary>Looks several times a second how far each consumer group has committed.</summary>
internal sealed class Progress(
    IKafka kafka, string topic, int partitions, IReadOnlyList<string> groups, Recoveries recoveries, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, long[]> _committed = groups.ToDictionary(group => group, _ => new long[partitions]);

    /// <summary>Looks until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(groups.Select(group => FollowAsync(group, stop)));

    /// <summary>Returns the committed offset of each partition, as it was seen last.</summary>
    public IReadOnlyList<long> CommittedBy(string group)
    {
        lock (_committed) return [.. _committed[group]];
    }

    private async Task FollowAsync(string group, CancellationToken stop)
    {
        // It never joins the group. It also sees offsets whose transaction is still pending.
        var config = kafka.Client<ConsumerConfig>();
        config.GroupId = group;
        config.IsolationLevel = IsolationLevel.ReadUncommitted;
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
        var all = Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition)).ToList();
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await Task.Run(() => Look(consumer, all, group), stop);
        }
        catch (OperationCanceledException)
        {
            // stopped
        }
    }

    private void Look(IConsumer<Ignore, Ignore> consumer, List<TopicPartition> all, string group)
    {
        try
        {
            var offsets = new long[partitions];
            foreach (var offset in consumer.Committed(all, RequestTimeout)) offsets[offset.Partition] = offset.Offset.Value;
            lock (_committed) offsets.CopyTo(_committed[group], 0);
            recoveries.OnCommitted(group, offsets);
        }
        catch (KafkaException)
        {
            // The coordinator is away. The next look may find another one.
        }
    }
}

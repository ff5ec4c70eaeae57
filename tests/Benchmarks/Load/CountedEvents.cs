using Benchmarks.HostEnvironment;
using Confluent.Kafka;
using StreamsService.Changelog;

namespace Benchmarks.Load;

/// <summary>Reads from the statistics how many events are counted, as far as that is committed.</summary>
internal sealed class CountedEvents : IDisposable
{
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly Dictionary<int, long> _offsets = [];

    public CountedEvents(Cluster cluster, string statistics)
    {
        var config = cluster.Client<ConsumerConfig>();
        (config.GroupId, config.EnableAutoCommit, config.IsolationLevel, config.FetchWaitMaxMs) = (Cluster.NewName("progress"), false, IsolationLevel.ReadCommitted, 20);
        _consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var partitions = admin.GetMetadata(statistics, TimeSpan.FromSeconds(10)).Topics.Single().Partitions;
        _consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(statistics, partition.PartitionId, Offset.Beginning)));
    }

    /// <summary>Waits until a number of events is counted.</summary>
    /// <returns>How many are, and since when, as <see cref="TimeProvider.GetTimestamp"/>.</returns>
    public async Task<(long Events, long At)> WaitAsync(long events, Bench bench, TimeSpan timeout)
    {
        await Task.Yield();
        var started = bench.Time.GetTimestamp();
        while (bench.Time.GetElapsedTime(started) < timeout)
        {
            bench.Stop.ThrowIfCancellationRequested();
            if (_consumer.Consume(TimeSpan.FromMilliseconds(100))?.Message is not { Value: { } value } record || !record.Key.AsSpan().SequenceEqual("progress"u8)) continue;

            var progress = (PartitionProgress)ChangelogTopics.PageStatistics.Decode(value);
            _offsets[progress.Partition] = progress.Offset + 1;
            if (_offsets.Values.Sum() is var counted && counted >= events) return (counted, bench.Time.GetTimestamp());
        }

        throw new TimeoutException($"{_offsets.Values.Sum()} events are counted after {timeout}, not {events}.");
    }

    public void Dispose() => _consumer.Dispose();
}

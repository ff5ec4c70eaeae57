using Benchmarks.HostEnvironment;
using Confluent.Kafka;
using Contracts;

namespace Benchmarks.Load;

/// <summary>Reads the number of counted events from the committed records of the statistics topic.</summary>
internal sealed class CountedEvents : IDisposable
{
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly Dictionary<int, long> _offsets = [];

    public CountedEvents(Cluster cluster, string statistics)
    {
        var config = cluster.Client<ConsumerConfig>();
        config.GroupId = Cluster.NewName("progress");
        config.EnableAutoCommit = false;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        config.FetchWaitMaxMs = 20;
        _consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var partitions = admin.GetMetadata(statistics, TimeSpan.FromSeconds(10)).Topics.Single().Partitions;
        _consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(statistics, partition.PartitionId, Offset.Beginning)));
    }

    /// <summary>Waits until at least this number of events is counted.</summary>
    /// <returns>The number of counted events, and when it was read, as <see cref="TimeProvider.GetTimestamp"/>.</returns>
    public async Task<(long Events, long At)> WaitAsync(long events, Bench bench, TimeSpan timeout)
    {
        await Task.Yield();
        var started = bench.Time.GetTimestamp();
        while (bench.Time.GetElapsedTime(started) < timeout)
        {
            bench.Stop.ThrowIfCancellationRequested();
            if (_consumer.Consume(TimeSpan.FromMilliseconds(100))?.Message is not { Value: { } value } record) continue;
            if (!record.Key.AsSpan().SequenceEqual("progress"u8)) continue;

            var progress = (PartitionProgress)Topics.PageStatistics.Decode(value);
            _offsets[progress.Partition] = progress.Offset + 1;
            if (_offsets.Values.Sum() is var counted && counted >= events) return (counted, bench.Time.GetTimestamp());
        }

        throw new TimeoutException($"Only {_offsets.Values.Sum()} of {events} events are counted after {timeout}.");
    }

    public void Dispose() => _consumer.Dispose();
}

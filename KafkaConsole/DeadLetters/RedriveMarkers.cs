using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// The dead letters that were redriven: the compacted topic <c>dead-letters.redriven</c>, read into memory. Its keys are the names of dead
/// letters, its values tell where they are now. A tombstone deletes a marker.
/// </summary>
internal sealed class RedriveMarkers(ClusterClients clients, AdminApi adminApi, TopicCatalogue topics, PartitionReader reader) : IDisposable
{
    public const string Topic = "dead-letters.redriven";

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TopicSpecification Specification = new()
    {
        Name = Topic,
        NumPartitions = 1,
        ReplicationFactor = -1, // the cluster's default
        Configs = new() { ["cleanup.policy"] = "compact" },
    };

    private readonly SemaphoreSlim _reading = new(1);
    private readonly ConcurrentDictionary<string, RedrivenTo> _markers = new();
    private readonly Dictionary<int, long> _next = [];

    /// <summary>Where a dead letter was redriven to, as far as the topic is read; null when it was not.</summary>
    public RedrivenTo? Find(TopicPartitionOffset letter) => _markers.GetValueOrDefault(RedrivenTo.NameOf(letter.Topic, letter.Partition.Value, letter.Offset.Value));

    /// <summary>Adds a marker that this process wrote, without reading it.</summary>
    public void Add(TopicPartitionOffset letter, RedrivenTo marker) => _markers[RedrivenTo.NameOf(letter.Topic, letter.Partition.Value, letter.Offset.Value)] = marker;

    /// <summary>Reads all markers that are in the topic at the time of the call.</summary>
    /// <exception cref="ClusterException">The cluster does not answer, or not all markers could be read.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var topic = await topics.TryFindAsync(Topic, cancellationToken);
            if (topic?.Partitions.FirstOrDefault(range => range.Error is not null) is { Error: { } error })
                throw new ClusterException(ClusterErrorKind.Unavailable, $"A partition of {Topic} can't be read: {error}.");

            // The topic was deleted, or is a new one of the same name.
            if (topic is null || topic.Partitions.Any(range => range.High < NextOf(range.Partition))) Clear();
            if (topic is null) return;

            await ReadAsync(
                [.. topic.Partitions.Select(range => new ReadRange(new(Topic, range.Partition), Math.Max(range.Low, NextOf(range.Partition)), range.High) { WaitsForTransactions = true })],
                cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Creates the topic if it is missing.</summary>
    /// <exception cref="ClusterException">The cluster does not answer, or refuses.</exception>
    public async Task EnsureTopicAsync(CancellationToken cancellationToken)
    {
        if (await topics.TryFindAsync(Topic, cancellationToken) is not null) return;

        var supportsAdminApi = await adminApi.SupportsAdminApiAsync(cancellationToken);
        try
        {
            await clients.WithAdminClientAsync(
                async admin =>
                {
                    if (supportsAdminApi) await admin.CreateTopicsAsync([Specification], new() { RequestTimeout = ClusterClients.RequestTimeout, OperationTimeout = ClusterClients.RequestTimeout });
                    else admin.GetMetadata(Topic, ClusterClients.RequestTimeout); // the in-memory cluster creates a topic when its metadata is requested
                    return true;
                },
                cancellationToken);
        }
        catch (ClusterException e) when (e.InnerException is CreateTopicsException { Results: [{ Error.Code: ErrorCode.TopicAlreadyExists }] })
        {
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task ReadAsync(IReadOnlyCollection<ReadRange> ranges, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (records, isComplete) = await reader.ReadAsync(ranges, ReadTimeout, cancellationToken);
            foreach (var record in records) Apply(record);

            if (isComplete)
            {
                foreach (var range in ranges) _next[range.Partition.Partition.Value] = Math.Max(range.To, NextOf(range.Partition.Partition.Value));
                return;
            }

            if (records.Count == 0)
                throw new ClusterException(ClusterErrorKind.Unavailable, $"{Topic} could not be read to its end, so it is unknown which dead letters were redriven.");

            ranges = [.. ranges.Select(range => range with { From = Math.Max(range.From, NextOf(range.Partition.Partition.Value)) })];
        }
    }

    private void Apply(ConsumeResult<byte[], byte[]> record)
    {
        _next[record.Partition.Value] = record.Offset.Value + 1;
        var name = Encoding.UTF8.GetString(record.Message.Key ?? []);
        if (record.Message.Value is { } value) _markers[name] = RedrivenTo.Decode(value);
        else _markers.TryRemove(name, out _);
    }

    private long NextOf(int partition) => _next.GetValueOrDefault(partition);

    private void Clear()
    {
        _markers.Clear();
        _next.Clear();
    }
}

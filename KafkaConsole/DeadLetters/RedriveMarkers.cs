using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Which dead letters went back: the compacted topic <c>dead-letters.redriven</c>, read into memory. Its keys name dead letters, its values
/// are where they went. A tombstone takes a marker back.
/// </summary>
internal sealed class RedriveMarkers(ClusterClients clients, TopicCatalogue topics, PartitionReader reader) : IDisposable
{
    /// <summary>The topic.</summary>
    public const string Topic = "dead-letters.redriven";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly ConcurrentDictionary<string, Redriven> _markers = new();
    private readonly Dictionary<int, long> _next = [];

    /// <summary>Where a dead letter went, as far as is read; null when it did not.</summary>
    public Redriven? Find(string topic, int partition, long offset) => _markers.GetValueOrDefault(Redriven.NameOf(topic, partition, offset));

    /// <summary>Takes a marker that was written here, without reading it.</summary>
    public void Add(string topic, int partition, long offset, Redriven marker) => _markers[Redriven.NameOf(topic, partition, offset)] = marker;

    /// <summary>Reads all that was in the topic at the time of the call.</summary>
    /// <exception cref="ClusterException">The cluster has no answer, or not all could be read.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (await topics.TryFindAsync(Topic, cancellationToken) is not { } topic)
            {
                Forget();
                return;
            }

            if (topic.Partitions.FirstOrDefault(range => range.Fault is not null) is { Fault: { } fault })
                throw new ClusterException(ClusterFault.Unavailable, $"A partition of {Topic} can't be read: {fault}");

            if (topic.Partitions.Any(range => range.High < _next.GetValueOrDefault(range.Partition)))
                Forget(); // it is a new topic of the same name

            var ranges = topic.Partitions.Select(range =>
                new ReadRange(new(Topic, range.Partition), Math.Max(range.Low, _next.GetValueOrDefault(range.Partition)), range.High) { WaitsForAll = true });
            await ReadAsync([.. ranges], cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Creates the topic if it is missing.</summary>
    /// <exception cref="ClusterException">The cluster has no answer, or refuses.</exception>
    public async Task EnsureTopicAsync(CancellationToken cancellationToken)
    {
        if (await topics.TryFindAsync(Topic, cancellationToken) is not null) return;

        try
        {
            await clients.AskAsync(
                async admin =>
                {
                    if (clients.AnswersAdmins)
                        await admin.CreateTopicsAsync([Specification], new() { RequestTimeout = ClusterClients.Patience, OperationTimeout = ClusterClients.Patience });
                    else
                        admin.GetMetadata(Topic, ClusterClients.Patience); // which creates it where topics can't be created by request

                    return true;
                },
                cancellationToken);
        }
        catch (ClusterException e) when (e.InnerException is CreateTopicsException { Results: [{ Error.Code: ErrorCode.TopicAlreadyExists }] })
        {
        }
    }

    public void Dispose() => _reading.Dispose();

    private static TopicSpecification Specification => new()
    {
        Name = Topic,
        NumPartitions = 1,
        ReplicationFactor = -1, // the cluster's default
        Configs = new() { ["cleanup.policy"] = "compact" },
    };

    private async Task ReadAsync(IReadOnlyCollection<ReadRange> ranges, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (records, isComplete) = await reader.ReadAsync(ranges, Patience, cancellationToken);
            foreach (var record in records)
                Apply(record);

            if (isComplete)
            {
                foreach (var range in ranges)
                    _next[range.Partition.Partition.Value] = Math.Max(range.To, _next.GetValueOrDefault(range.Partition.Partition.Value));

                return;
            }

            if (records.Count == 0)
                throw new ClusterException(ClusterFault.Unavailable, $"{Topic} could not be read to its end, so that it is not known which dead letters went back.");

            ranges = [.. ranges.Select(range => range with { From = Math.Max(range.From, _next.GetValueOrDefault(range.Partition.Partition.Value)) })];
        }
    }

    private void Apply(ConsumeResult<byte[], byte[]> record)
    {
        _next[record.Partition.Value] = record.Offset.Value + 1;
        var name = Encoding.UTF8.GetString(record.Message.Key ?? []);
        if (record.Message.Value is { } value) _markers[name] = Redriven.Decode(value);
        else _markers.TryRemove(name, out _);
    }

    private void Forget()
    {
        _markers.Clear();
        _next.Clear();
    }
}

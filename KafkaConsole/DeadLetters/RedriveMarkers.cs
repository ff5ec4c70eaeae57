using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// The markers of the dead letters that were redriven: the topic <c>dead-letters.redriven</c>, read into memory. A marker's key names the
/// dead letter, its value has the place of the redriven record, and its <see cref="RedriveSignature"/> shows that a console wrote it. Any
/// other record counts for nothing. Steps 2, 4 and 5 of <see cref="DeadLetterRedriver"/>.
/// </summary>
/// <remarks>
/// The topic keeps all records, because with compaction any writer of the topic could replace a marker by a record of its key.
/// </remarks>
internal sealed partial class RedriveMarkers(
    ClusterClients clients,
    AdminApi adminApi,
    TopicCatalogue topics,
    PartitionReader reader,
    RedriveSignature signature,
    ILogger<RedriveMarkers> logger) : IDisposable
{
    public const string Topic = Contracts.Topics.RedriveMarkersName;

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TopicSpecification Specification = new()
    {
        Name = Topic,
        NumPartitions = 1,
        ReplicationFactor = -1, // the cluster's default
        Configs = new() { ["cleanup.policy"] = "delete", ["retention.ms"] = "-1", ["retention.bytes"] = "-1" },
    };

    private readonly SemaphoreSlim _reading = new(1);
    private readonly ConcurrentDictionary<string, RedrivenTo> _markers = new();
    private readonly Dictionary<int, long> _nextOffsets = [];

    /// <summary>How many records of the topic count for nothing, because no console with this key wrote them.</summary>
    public int Ignored { get; private set; }

    /// <summary>The key of a dead letter's marker, which names the dead letter.</summary>
    public static string KeyOf(TopicPartitionOffset letter) =>
        FormattableString.Invariant($"{letter.Topic}/{letter.Partition.Value}/{letter.Offset.Value}");

    /// <summary>Where a dead letter was redriven to, as far as the topic has been read; null when it was not.</summary>
    public RedrivenTo? Find(TopicPartitionOffset letter) => _markers.GetValueOrDefault(KeyOf(letter));

    /// <summary>Adds a marker that this process wrote, without reading it.</summary>
    public void Add(TopicPartitionOffset letter, RedrivenTo marker) => _markers[KeyOf(letter)] = marker;

    /// <summary>Creates the topic if it is missing: step 2.</summary>
    /// <exception cref="ClusterException">The cluster does not answer, or refuses.</exception>
    public async Task EnsureTopicAsync(CancellationToken cancellationToken)
    {
        if (await topics.TryFindAsync(Topic, cancellationToken) is not null) return;

        var supportsAdminApi = await adminApi.SupportsAdminApiAsync(cancellationToken);
        try
        {
            await clients.WithAdminClientAsync(admin => CreateTopicAsync(admin, supportsAdminApi), cancellationToken);
        }
        catch (ClusterException e)
            when (e.InnerException is CreateTopicsException { Results: [{ Error.Code: ErrorCode.TopicAlreadyExists }] })
        {
            // Another console has created it at the same time.
        }
    }

    /// <summary>Reads all markers that are in the topic at the time of the call: step 4.</summary>
    /// <exception cref="ClusterException">The cluster does not answer, or not all markers could be read.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var topic = await topics.TryFindAsync(Topic, cancellationToken);
            if (topic?.Partitions.FirstOrDefault(range => range.Error is not null) is { Error: { } error })
            {
                throw new ClusterException(ClusterErrorKind.Unavailable, $"A partition of {Topic} can't be read: {error}.");
            }

            // Deleted, or created anew.
            var isAnotherTopic = topic is null || topic.Partitions.Any(range => range.High < NextOffsetOf(range.Partition));
            if (isAnotherTopic) Clear();
            if (topic is not null) await ReadAsync([.. topic.Partitions.Select(UnreadPartOf)], cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private static async Task<bool> CreateTopicAsync(IAdminClient admin, bool supportsAdminApi)
    {
        if (supportsAdminApi)
        {
            await admin.CreateTopicsAsync(
                [Specification],
                new() { RequestTimeout = ClusterClients.RequestTimeout, OperationTimeout = ClusterClients.RequestTimeout });
        }
        else
        {
            admin.GetMetadata(Topic, ClusterClients.RequestTimeout); // the in-memory cluster creates a topic when its metadata is requested
        }

        return true;
    }

    private async Task ReadAsync(IReadOnlyCollection<ReadRange> ranges, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (records, isComplete) = await reader.ReadAsync(ranges, ReadTimeout, cancellationToken);
            foreach (var record in records) Apply(record);

            if (isComplete)
            {
                foreach (var range in ranges) _nextOffsets[range.Partition.Partition.Value] = Math.Max(range.To, NextOffsetOf(range));
                return;
            }

            if (records.Count == 0)
            {
                throw new ClusterException(
                    ClusterErrorKind.Unavailable,
                    $"{Topic} could not be read to its end, so it is unknown which dead letters were redriven.");
            }

            ranges = [.. ranges.Select(range => range with { From = Math.Max(range.From, NextOffsetOf(range)) })];
        }
    }

    private void Apply(ConsumeResult<byte[], byte[]> record)
    {
        _nextOffsets[record.Partition.Value] = record.Offset.Value + 1;
        if (signature.IsValid(record.Message))
        {
            _markers[Encoding.UTF8.GetString(record.Message.Key)] = RedrivenTo.Decode(record.Message.Value);
            return;
        }

        Ignored++;
        if (Ignored == 1 && signature.HasKey) LogIgnored(Topic, record.Partition.Value, record.Offset.Value);
    }

    private ReadRange UnreadPartOf(PartitionRange range) =>
        new(new(Topic, range.Partition), Math.Max(range.Low, NextOffsetOf(range.Partition)), range.High) { WaitsForTransactions = true };

    private long NextOffsetOf(ReadRange range) => NextOffsetOf(range.Partition.Partition.Value);

    private long NextOffsetOf(int partition) => _nextOffsets.GetValueOrDefault(partition);

    private void Clear()
    {
        _markers.Clear();
        _nextOffsets.Clear();
        Ignored = 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A record of {Topic}, the first at partition {Partition}, offset {Offset}, has no valid signature: a console with this Console:RedriveKey did not write it. Such records count for nothing, and are not logged again. If a console with another key wrote them, its dead letters can be redriven again")]
    private partial void LogIgnored(string topic, int partition, long offset);
}

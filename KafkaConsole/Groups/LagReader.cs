using System.Collections.Concurrent;
using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Records;

namespace KafkaConsole.Groups;

/// <summary>
/// Counts the records that wait for groups. The offsets of a partition are not enough: the markers and the aborted records of transactions
/// have offsets too, and compaction leaves gaps. So the last 1,000 offsets of a partition are read, and of groups that are further behind only the first record
/// that waits. A count is kept until a record arrives or the group commits.
/// </summary>
internal sealed class LagReader(ClusterClients clients, TimeProvider time)
{
    private const int MaxKept = 10_000;
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<Backlog, WaitingRecords> _counted = new();

    /// <summary>Reads for two seconds at most. What is not counted by then is the number of offsets, as an upper bound.</summary>
    /// <exception cref="ClusterException">Reading failed.</exception>
    public async Task<IReadOnlyDictionary<Backlog, WaitingRecords>> ReadAsync(
        IReadOnlyCollection<Backlog> backlogs, CancellationToken cancellationToken)
    {
        if (_counted.Count > MaxKept) _counted.Clear();

        var scans = backlogs.Where(backlog => backlog.Offsets > 0 && !_counted.ContainsKey(backlog))
            .GroupBy(backlog => backlog.IsNear ? (backlog.Partition, null) : (backlog.Partition, (long?)backlog.Position))
            .Select(waiting => new Scan([.. waiting]))
            .ToList();
        if (scans.Count > 0)
        {
            await clients.WithConsumerAsync((consumer, cancellation) => Read(consumer, scans, cancellation), cancellationToken);
            foreach (var (backlog, waiting) in scans.SelectMany(scan => scan.Counts())) _counted[backlog] = waiting;
        }

        return backlogs.Distinct().ToDictionary(backlog => backlog, backlog =>
            backlog.Offsets == 0 ? WaitingRecords.None : _counted.GetValueOrDefault(backlog) ?? new(backlog.Offsets, true, null));
    }

    private bool Read(IConsumer<byte[], byte[]> consumer, IEnumerable<Scan> scans, CancellationToken cancellationToken)
    {
        // A consumer has one position in a partition, so each round has one scan of each partition.
        var started = time.GetTimestamp();
        var rounds = scans.GroupBy(scan => scan.Partition)
            .SelectMany(partition => partition.Index())
            .GroupBy(scan => scan.Index, scan => scan.Item);
        return rounds.All(round => ReadRound(consumer, round.ToDictionary(scan => scan.Partition), started, cancellationToken));
    }

    private bool ReadRound(
        IConsumer<byte[], byte[]> consumer, Dictionary<TopicPartition, Scan> scans, long started, CancellationToken cancellationToken)
    {
        consumer.Assign(scans.Values.Select(scan => new TopicPartitionOffset(scan.Partition, scan.Start)));
        var open = scans.Count;
        while (open > 0 && time.GetElapsedTime(started) < ReadTimeout)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Poll(consumer) is not { } result) continue;
            if (!scans.TryGetValue(result.TopicPartition, out var scan) || scan.IsDone) continue;

            scan.Add(result);
            if (!scan.IsDone) continue;

            open--;
            consumer.IncrementalUnassign([result.TopicPartition]);
        }

        return open == 0;
    }

    private static ConsumeResult<byte[], byte[]>? Poll(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            return consumer.Consume(PollTimeout);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            return null; // the client retries, or the partition is not to be read: its count stays an upper bound
        }
    }

    /// <summary>One reading of a partition: of its last offsets, or of the first record that waits for groups further behind.</summary>
    private sealed class Scan(IReadOnlyList<Backlog> backlogs)
    {
        private readonly List<(long Offset, DateTimeOffset? Time)> _records = [];
        private bool _isAtEnd;

        public TopicPartition Partition => backlogs[0].Partition;

        public long Start { get; } = backlogs.Min(backlog => backlog.Position);

        public bool IsDone => _isAtEnd || (!backlogs[0].IsNear && _records.Count > 0);

        private long High { get; } = backlogs.Max(backlog => backlog.High);

        public void Add(ConsumeResult<byte[], byte[]> result)
        {
            if (!result.IsPartitionEOF && result.Offset.Value < High) _records.Add((result.Offset.Value, TopicRecord.TimeOf(result)));
            _isAtEnd |= result.IsPartitionEOF || result.Offset.Value + 1 >= High;
        }

        /// <summary>What is known now.</summary>
        public IEnumerable<(Backlog Backlog, WaitingRecords Waiting)> Counts() =>
            from backlog in backlogs
            where IsDone
            let waiting = _records.Where(record => record.Offset >= backlog.Position).ToList()
            let first = waiting.Count > 0 ? waiting[0].Time : null
            select (backlog, _isAtEnd ? new(waiting.Count, false, first) : new WaitingRecords(backlog.Offsets, true, first));
    }
}

/// <summary>The offsets of a partition that a group has not processed.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Position">The first of them.</param>
/// <param name="High">The offset after the last.</param>
internal readonly record struct Backlog(TopicPartition Partition, long Position, long High)
{
    private const int MaxCountedOffsets = 1_000;

    /// <summary>How many offsets there are.</summary>
    public long Offsets => Math.Max(0, High - Position);

    /// <summary>Whether they are few enough to count the records among them.</summary>
    public bool IsNear => Offsets <= MaxCountedOffsets;
}

/// <summary>The records that wait for a group in a partition.</summary>
/// <param name="Records">How many there are.</param>
/// <param name="IsUpperBound">Whether there may be fewer.</param>
/// <param name="FirstTime">The time of the first; null when it is not known.</param>
internal sealed record WaitingRecords(long Records, bool IsUpperBound, DateTimeOffset? FirstTime)
{
    public static readonly WaitingRecords None = new(0, false, null);
}

using System.Collections.Concurrent;
using Confluent.Kafka;
using KafkaConsole.Cluster;
using KafkaConsole.Records;

namespace KafkaConsole.Groups;

/// <summary>
/// Counts the records that wait for groups. The offsets of a partition are not enough: the markers and the aborted records of transactions
/// have offsets too, and compaction leaves gaps. So the last 1,000 offsets of a partition are read, and before them only the first record.
/// A count is kept until a record arrives or the group commits.
/// </summary>
internal sealed class LagReader(ClusterClients clients, TimeProvider time)
{
    private const int MaxCountedOffsets = 1_000;
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
            .GroupBy(backlog => backlog.Partition)
            .Select(waiting => new Scan([.. waiting]))
            .ToDictionary(scan => scan.Partition);
        if (scans.Count > 0)
        {
            await clients.WithConsumerAsync((consumer, cancellation) => Read(consumer, scans, cancellation), cancellationToken);
            foreach (var (backlog, waiting) in scans.Values.SelectMany(scan => scan.Counts())) _counted[backlog] = waiting;
        }

        return backlogs.Distinct().ToDictionary(backlog => backlog, backlog =>
            backlog.Offsets == 0 ? WaitingRecords.None : _counted.GetValueOrDefault(backlog) ?? new(backlog.Offsets, true, null));
    }

    private bool Read(IConsumer<byte[], byte[]> consumer, Dictionary<TopicPartition, Scan> scans, CancellationToken cancellationToken)
    {
        consumer.Assign(scans.Values.Select(scan => new TopicPartitionOffset(scan.Partition, scan.Start)));
        var open = scans.Count;
        var started = time.GetTimestamp();
        while (open > 0 && time.GetElapsedTime(started) < ReadTimeout)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Poll(consumer) is not { } result || scans[result.TopicPartition] is not { IsDone: false } scan) continue;

            scan.Add(result);
            if (!scan.IsDone) continue;

            open--;
            consumer.Pause([result.TopicPartition]);
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

    /// <summary>The reading of one partition, for all groups that it waits for.</summary>
    private sealed class Scan
    {
        private readonly List<Backlog> _backlogs;
        private readonly List<(long Offset, DateTimeOffset? Time)> _records = [];
        private readonly bool _isNearEnd;
        private bool _isAtEnd;

        public Scan(IReadOnlyList<Backlog> backlogs)
        {
            var near = backlogs.Where(backlog => backlog.Offsets <= MaxCountedOffsets).ToList();
            _isNearEnd = near.Count > 0;
            _backlogs = _isNearEnd ? near : [backlogs.MaxBy(backlog => backlog.Position)];
            Start = _backlogs.Min(backlog => backlog.Position);
        }

        public TopicPartition Partition => _backlogs[0].Partition;

        public long Start { get; }

        public bool IsDone => _isAtEnd || (!_isNearEnd && _records.Count > 0);

        private long High => _backlogs[0].High;

        public void Add(ConsumeResult<byte[], byte[]> result)
        {
            if (!result.IsPartitionEOF && result.Offset.Value < High) _records.Add((result.Offset.Value, TopicRecord.TimeOf(result)));
            _isAtEnd |= result.IsPartitionEOF || result.Offset.Value + 1 >= High;
        }

        /// <summary>What is known now.</summary>
        public IEnumerable<(Backlog Backlog, WaitingRecords Waiting)> Counts() =>
            from backlog in _backlogs
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
    /// <summary>How many offsets there are.</summary>
    public long Offsets => Math.Max(0, High - Position);
}

/// <summary>The records that wait for a group in a partition.</summary>
/// <param name="Records">How many there are.</param>
/// <param name="IsUpperBound">Whether there may be fewer.</param>
/// <param name="FirstTime">The time of the first; null when it is not known.</param>
internal sealed record WaitingRecords(long Records, bool IsUpperBound, DateTimeOffset? FirstTime)
{
    public static readonly WaitingRecords None = new(0, false, null);
}

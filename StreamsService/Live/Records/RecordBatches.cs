using Confluent.Kafka;

namespace StreamsService.Live.Records;

/// <summary>
/// Groups the records of a topic into batches that a person can follow: at most ten per second, each with the newest records. The first
/// batch contains the records that were in the topic before the listener came, from all partitions. Not thread-safe.
/// </summary>
internal sealed class RecordBatches(TimeProvider time)
{
    /// <summary>The largest number of records in a batch.</summary>
    public const int MaxRecords = 50;

    /// <summary>
    /// How many earlier records are held until the first batch is cut. The consumer may return one partition after the other, so they must
    /// all be there before they can be sorted by time.
    /// </summary>
    private const int MaxPast = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PastTimeout = TimeSpan.FromSeconds(1);

    private readonly Queue<RecordResponse> _waiting = [];
    private bool _isPast = true;
    private long _skipped;
    private long? _since;

    /// <summary>Adds a record, and returns a batch when one is due.</summary>
    /// <param name="record">The next record; null when none is available. The first null marks the end of the earlier records.</param>
    public RecordBatch? Next(ConsumeResult<byte[], byte[]>? record)
    {
        if (record is not null) Add(record);
        if (_waiting.Count == 0) return null;

        var isTime = _since is not { } since || time.GetElapsedTime(since) >= (_isPast ? PastTimeout : Interval);
        return isTime || (_isPast && record is null) ? Cut() : null;
    }

    private void Add(ConsumeResult<byte[], byte[]> record)
    {
        if (_isPast) _since ??= time.GetTimestamp();
        _waiting.Enqueue(RecordText.Of(record)); // truncate now, because many records may wait
        if (_waiting.Count <= (_isPast ? MaxPast : MaxRecords)) return;

        _waiting.Dequeue();
        _skipped++;
    }

    private RecordBatch Cut()
    {
        // Earlier records that are not shown don't count as skipped.
        var shown = _isPast ? _waiting.OrderBy(record => record.Time).TakeLast(MaxRecords) : _waiting;
        var batch = new RecordBatch([.. shown], _isPast ? 0 : _skipped);
        _waiting.Clear();
        (_isPast, _skipped, _since) = (false, 0, time.GetTimestamp());
        return batch;
    }
}

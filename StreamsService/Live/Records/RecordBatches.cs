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
    /// How many earlier records may wait for the first batch. The consumer may return one partition after the other, so all of them must
    /// have arrived before they can be sorted by time.
    /// </summary>
    private const int MaxEarlierRecords = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstBatchTimeout = TimeSpan.FromSeconds(1);

    private readonly Queue<RecordResponse> _waiting = [];
    private bool _isFirstBatch = true;
    private long _skipped;
    private long? _intervalStart;

    /// <summary>Adds a record, and returns a batch when one is due.</summary>
    /// <param name="record">The next record; null when none is available. The first null marks the end of the earlier records.</param>
    public RecordBatch? Next(ConsumeResult<byte[], byte[]>? record)
    {
        if (record is not null) Add(record);
        if (_waiting.Count == 0) return null;

        return IsDue(isLastAvailable: record is null) ? TakeBatch() : null;
    }

    private void Add(ConsumeResult<byte[], byte[]> record)
    {
        if (_isFirstBatch) _intervalStart ??= time.GetTimestamp();
        _waiting.Enqueue(RecordText.Of(record)); // truncate now, because many records may wait
        if (_waiting.Count <= (_isFirstBatch ? MaxEarlierRecords : MaxRecords)) return;

        _waiting.Dequeue();
        _skipped++;
    }

    private bool IsDue(bool isLastAvailable)
    {
        if (_isFirstBatch && isLastAvailable) return true;

        var interval = _isFirstBatch ? FirstBatchTimeout : Interval;
        return _intervalStart is not { } start || time.GetElapsedTime(start) >= interval;
    }

    private RecordBatch TakeBatch()
    {
        // Earlier records that are not shown don't count as skipped.
        var shown = _isFirstBatch ? _waiting.OrderBy(record => record.Time).TakeLast(MaxRecords) : _waiting;
        var batch = new RecordBatch([.. shown], _isFirstBatch ? 0 : _skipped);
        _waiting.Clear();
        _isFirstBatch = false;
        _skipped = 0;
        _intervalStart = time.GetTimestamp();
        return batch;
    }
}

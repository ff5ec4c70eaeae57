using Confluent.Kafka;

namespace StreamsService.Live.Records;

/// <summary>
/// Cuts what comes from a topic into batches that people can follow: at most ten each second, of the newest records each. The first is
/// what was there before, from all partitions. For one thread.
/// </summary>
internal sealed class RecordBatches(TimeProvider time)
{
    /// <summary>How many records a batch has at most.</summary>
    public const int MaxRecords = 50;

    /// <summary>How much of the past is sorted out: that many records of each partition may come in any order of partitions.</summary>
    private const int MaxPast = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PastTimeout = TimeSpan.FromSeconds(1);

    private readonly Queue<RecordResponse> _waiting = [];
    private bool _isPast = true;
    private long _skipped;
    private long? _since;

    /// <summary>Takes the next record, or null when none is at hand, first at the end of the past; gives a batch when it is time for one.</summary>
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
        _waiting.Enqueue(RecordText.Of(record)); // cut to size at once: what waits may be much
        if (_waiting.Count <= (_isPast ? MaxPast : MaxRecords)) return;

        _waiting.Dequeue();
        _skipped++;
    }

    private RecordBatch Cut()
    {
        // What came before the listener is not left out, it is over.
        var shown = _isPast ? _waiting.OrderBy(record => record.Time).TakeLast(MaxRecords) : _waiting;
        var batch = new RecordBatch([.. shown], _isPast ? 0 : _skipped);
        _waiting.Clear();
        (_isPast, _skipped, _since) = (false, 0, time.GetTimestamp());
        return batch;
    }
}

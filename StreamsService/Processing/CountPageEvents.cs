using Contracts;
using Messaging;
using Messaging.Reading;
using StreamsService.Changelog;
using StreamsService.Counting;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>
/// Counts page events per source partition, and writes the changes to the output partition with the same number. A page's statistics are
/// the sum over all partitions, so events may have any key and don't need a repartition topic.
/// </summary>
internal sealed partial class CountPageEvents(
    StatisticsOptions options,
    StatisticsView view,
    TableReader<StatisticsRecord> table,
    Topic<StatisticsRecord> topic,
    InstanceReporter reporter,
    StatisticsMetrics metrics,
    TimeProvider time,
    ILogger<CountPageEvents> logger) : IProcessor<PageEvent>
{
    private readonly Dictionary<int, WindowedStatistics> _partitions = [];
    private readonly TumblingWindows _windowing = new(options);
    private readonly TraceLinks _traceLinks = new();
    private DateTimeOffset _acceptedUntil;

    public bool HasState => true;

    public Task WarmUpAsync(CancellationToken cancellationToken) => table.CaughtUp.WaitAsync(cancellationToken);

    public Task PrepareAsync(int partition, CancellationToken cancellationToken) => table.ReadToEndAsync(partition, cancellationToken);

    public long? Restore(int partition, long? committed)
    {
        var statistics = _partitions[partition] = view.Restore(partition);

        // On a broker with incomplete transactions, the written statistics can be ahead of the committed offsets.
        var next = statistics.Next is { } own && own > (committed ?? 0) ? own : committed;
        LogRestored(partition, statistics.OpenWindows, next ?? 0);
        return next;
    }

    public void Process(Record<PageEvent> record, ICollection<OutgoingRecord> output)
    {
        if (record.Value.Validate() is { Count: > 0 } errors) throw new InvalidRecordException(errors);

        RequireNotAhead(record.Timestamp);
        var outcome = _partitions[record.Partition].Apply(record.Offset, record.Timestamp, record.Value);
        metrics.Applied(outcome);
        if (outcome is Outcome.Counted) _traceLinks.Add(record.Partition, record.Value.Name, _windowing.StartOf(record.Timestamp));
    }

    public bool HasOutput => reporter.IsDue || _partitions.Values.Any(partition => partition.HasChanges);

    public void Flush(ICollection<OutgoingRecord> output)
    {
        foreach (var (partition, statistics) in _partitions)
        {
            foreach (var change in statistics.PendingChanges()) output.Add(RecordOf(partition, change));
        }

        if (reporter.IsDue) reporter.AddTo(output);
    }

    public void Committed()
    {
        foreach (var statistics in _partitions.Values) statistics.MarkWritten();
        _traceLinks.Clear();
        metrics.OpenWindows = _partitions.Values.Sum(partition => partition.OpenWindows);
    }

    public void DiscardState(int partition)
    {
        _partitions.Remove(partition);
        _traceLinks.Clear(partition);
    }

    /// <summary>
    /// Rejects events that are too far ahead of the clock: they would close windows that on-time events still need. Reads the clock only when
    /// the timestamp is later than any that was already accepted.
    /// </summary>
    private void RequireNotAhead(DateTimeOffset timestamp)
    {
        if (timestamp <= _acceptedUntil) return;

        var now = time.GetUtcNow();
        _acceptedUntil = now + options.FutureTolerance;
        if (timestamp > _acceptedUntil) throw new InvalidRecordException([new("timestamp", $"is {timestamp - now} ahead of the clock, more than {options.FutureTolerance}")]);
    }

    private OutgoingRecord RecordOf(int partition, StatisticsChange change) => StatisticsRecords.Of(topic, change) with
    {
        Partition = partition,
        ParentSpans = _traceLinks.Of(partition, change.Key),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition} is restored with {Windows} open windows; counting continues at offset {Offset}")]
    private partial void LogRestored(int partition, int windows, long offset);
}

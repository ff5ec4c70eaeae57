using Contracts;
using Messaging;
using StreamsService.Counting;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>
/// Counts page events per source partition, and writes the changes to the output partition with the same number. A page's statistics are
/// the sum over all partitions, so events may have any key and don't need a repartition topic.
/// <code>
/// instance    created ──WarmUpAsync (1)──► warmed up: it joins the group
///
/// partition   assigned ──PrepareAsync (2)──► restoring ──Restore (3)──► running ──DiscardState (5)──► revoked
///                                               ▲                       │  ▲
///                                               │                       ▼  │ Process and Flush, then Committed (4)
///                                               └──DiscardState (5)── aborted transaction
/// </code>
/// The consumer loop calls these members. While a partition is restoring, the others are running.
/// </summary>
internal sealed class CountPageEvents(
    PartitionRestorer restorer,
    FutureEventFilter futureEvents,
    ChangelogWriter changelog,
    InstanceReporter reporter,
    StatisticsMetrics metrics,
    StatisticsView view) : IProcessor<PageEvent>
{
    private readonly Dictionary<int, WindowedStatistics> _partitions = [];
    private readonly TraceLinks _traceLinks = new();
    private int _viewGeneration;

    public bool HasState => true;

    public bool HasOutput => reporter.IsDue || view.Generation != _viewGeneration || _partitions.Values.Any(statistics => statistics.HasChanges);

    // (1)
    public Task WarmUpAsync(CancellationToken cancellationToken) => restorer.ReadAllAsync(cancellationToken);

    // (2)
    public Task PrepareAsync(int partition, CancellationToken cancellationToken) => restorer.ReadToEndAsync(partition, cancellationToken);

    // (3)
    public long? Restore(int partition, long? committed, string? topicId)
    {
        var (statistics, next) = restorer.Restore(partition, committed, topicId);
        _partitions[partition] = statistics;
        return next;
    }

    // (4)
    public void Process(Record<PageEvent> record, ICollection<OutgoingRecord> output)
    {
        var pageEvent = record.Value;
        if (pageEvent.Validate() is { Count: > 0 } errors) throw new InvalidRecordException(errors);

        futureEvents.Check(pageEvent.Date);
        var (outcome, window) = _partitions[record.Partition].Apply(record.Offset, pageEvent);
        metrics.Applied(outcome);
        if (outcome is Outcome.Counted) _traceLinks.Add(record.Partition, pageEvent.Name, window!.Value);
    }

    public void Flush(ICollection<OutgoingRecord> output)
    {
        WriteAgainIfCleared();
        foreach (var (partition, statistics) in _partitions)
        {
            foreach (var change in statistics.PendingChanges())
            {
                changelog.Write(change, partition, _traceLinks.Of(partition, change.Key), output);
            }
        }

        if (reporter.IsDue) reporter.Report(output);
    }

    public void Committed()
    {
        foreach (var statistics in _partitions.Values) statistics.MarkWritten();
        _traceLinks.Clear();
        metrics.OpenWindows = _partitions.Values.Sum(statistics => statistics.OpenPages);
    }

    /// <summary>
    /// When the output topic was deleted and created again, this instance still knows the open windows of its partitions. It writes them to the
    /// new topic, and continues to count them.
    /// </summary>
    private void WriteAgainIfCleared()
    {
        var generation = view.Generation;
        if (generation == _viewGeneration) return;

        _viewGeneration = generation;
        foreach (var statistics in _partitions.Values) statistics.WriteAgain();
    }

    // (5)
    public void DiscardState(int partition)
    {
        _partitions.Remove(partition);
        _traceLinks.Clear(partition);
    }
}

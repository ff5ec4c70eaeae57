using Contracts;
using StreamsService.Changelog;
using StreamsService.Sketches;

namespace StreamsService.Counting;

/// <summary>
/// Counts the events of one source partition, per page and tumbling window, in stream time: the latest event time so far. Not thread-safe.
/// When a flush could not be written completely, discard this object and restore a new one from the output topic.
/// <code>
/// open ──(1)──► closed ──(2)──► expired ──(3)──► deleted
/// </code>
/// A window (1) closes when stream time is <see cref="StatisticsOptions.Grace"/> past its end: further events are late, and once its last
/// change is written, its statistics are dropped. It (2) expires when the written stream time is <see cref="StatisticsOptions.Retention"/>
/// past its end: tombstones for its pages are pending. It is (3) deleted when they are written.
/// </summary>
/// <remarks>
/// Each event counts exactly once, even when the process is killed. A flush writes <see cref="PendingChanges"/> in order to one output
/// partition, with the progress last. When it was written only partly, a prefix of it is in the topic: some partials are then ahead of the
/// progress, but none is behind it. After a restart, events are replayed from the progress on, starting with the stream time of the
/// progress. Each event therefore gets the same result as before (late or not), and when its partial is ahead, the partial's offset shows
/// that the event is already included. A window is deleted only when the stream time of a written progress is past its retention, so a
/// partly written flush never deletes a window that is still queried or counted.
/// </remarks>
internal sealed class WindowedStatistics
{
    private readonly int _partition;
    private readonly double _minimumMilliseconds;
    private readonly TumblingWindows _windowing;
    private readonly LateEventFilter _lateEvents;
    private readonly OpenWindows _openWindows = new();
    private readonly ClosedWindows _closedWindows;
    private readonly int _epoch;
    private readonly string? _topicId;
    private long? _offset;
    private bool _hasProgressed;

    /// <summary>
    /// Restores the state of a partition from the records of the output topic. If they belong to a source topic with another id, the source
    /// topic was deleted and created again: its events are counted from the beginning, and added to the windows that are open.
    /// </summary>
    /// <exception cref="FormatException">The users of a partial are not a valid <see cref="UserSketch"/>.</exception>
    public WindowedStatistics(
        int partition, StatisticsOptions options, PartitionProgress? progress, IEnumerable<WindowPartial> partials, string? topicId = null)
    {
        _partition = partition;
        _minimumMilliseconds = options.MinimumDuration.TotalMilliseconds;
        _windowing = new(options);
        _lateEvents = new(_windowing, progress?.StreamTime, progress?.Late ?? 0);
        _closedWindows = new(_windowing) { WrittenStreamTime = progress?.StreamTime };
        IsNewTopic = topicId is not null && progress?.TopicId is { } counted && counted != topicId;
        _epoch = (progress?.Epoch ?? 0) + (IsNewTopic ? 1 : 0);
        _topicId = topicId ?? progress?.TopicId;
        _offset = IsNewTopic ? null : progress?.Offset;
        _hasProgressed = IsNewTopic; // the new epoch is written at once: offsets that are committed from now on belong to it
        foreach (var partial in partials)
        {
            if (_lateEvents.IsClosed(partial.Window)) _closedWindows.Add(partial.Page, partial.Window);
            else _openWindows.Add(partial.Page, partial.Window, new(partial));
        }
    }

    /// <summary>Whether the output topic does not have these statistics, because it was deleted and created again.</summary>
    public bool IsUnwritten { get; private set; }

    /// <summary>Whether the source topic is another one than that of the written statistics.</summary>
    public bool IsNewTopic { get; }

    /// <summary>The source offset from which counting continues; null when the partition has no progress yet.</summary>
    public long? Next => _offset + 1;

    /// <summary>The latest event time so far; null before the first event.</summary>
    public DateTimeOffset? StreamTime => _lateEvents.StreamTime;

    /// <summary>The number of events that were dropped because their window was closed.</summary>
    public long Late => _lateEvents.Late;

    /// <summary>The number of pages in open windows, summed over the windows.</summary>
    public int OpenPages => _openWindows.PageCount;

    /// <summary>Whether <see cref="PendingChanges"/> returns anything.</summary>
    public bool HasChanges => _hasProgressed || _closedWindows.ExpiredPages().Any();

    /// <summary>Counts an event, or returns why it is not counted.</summary>
    /// <param name="offset">The source offset; an offset that is not higher than the one before is a duplicate.</param>
    /// <param name="e">A valid event: <see cref="PageEvent.Validate"/> returns no error.</param>
    public CountingResult Apply(long offset, PageEvent e)
    {
        if (offset <= _offset) return new(Outcome.Duplicate);

        _offset = offset;
        if (e.Duration <= _minimumMilliseconds) return new(Outcome.TooShort);

        _hasProgressed = true;
        var window = _windowing.StartOf(e.Date);
        if (!_lateEvents.TryAccept(e.Date, window)) return new(Outcome.Late, window);

        var statistics = _openWindows.GetOrOpen(e.Name, window);
        var position = new SourcePosition(_epoch, offset);
        if (statistics.Position >= position) return new(Outcome.Duplicate, window);

        statistics.Add(position, e);
        return new(Outcome.Counted, window);
    }

    /// <summary>
    /// Returns what changed since <see cref="MarkWritten"/>, without changing any state. The caller must write it in this order to the
    /// output partition with the same number: partials, tombstones, progress.
    /// </summary>
    public IReadOnlyList<StatisticsChange> PendingChanges()
    {
        var changes = new List<StatisticsChange>();
        foreach (var (page, window, statistics) in _openWindows.ChangedPages())
        {
            changes.Add(new(statistics.ToPartial(page, window, _partition)));
        }

        foreach (var (page, window) in _closedWindows.ExpiredPages()) // (2)
        {
            changes.Add(new(StatisticsKey.OfWindow(page, window), null));
        }

        if (_hasProgressed)
        {
            changes.Add(new(new PartitionProgress(_partition, _offset ?? -1, StreamTime!.Value, Late) { Epoch = _epoch, TopicId = _topicId }));
        }

        return changes;
    }

    /// <summary>
    /// Marks the open windows and the progress as changed, so that they are written again: the output topic was deleted and created again.
    /// Windows that are closed are no longer known here.
    /// </summary>
    public void WriteAgain()
    {
        IsUnwritten = true;
        _openWindows.MarkChanged();
        _hasProgressed |= StreamTime is not null;
    }

    /// <summary>Marks the last <see cref="PendingChanges"/> as written. No event may have been applied since that call.</summary>
    public void MarkWritten()
    {
        IsUnwritten = false;
        _openWindows.MarkWritten();
        _closedWindows.RemoveExpired(); // (3)
        foreach (var (page, window) in _openWindows.Close(_lateEvents.IsClosed)) _closedWindows.Add(page, window); // (1)
        _closedWindows.WrittenStreamTime = StreamTime;
        _hasProgressed = false;
    }
}

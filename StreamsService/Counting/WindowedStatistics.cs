using Contracts;
using StreamsService.Changelog;
using StreamsService.Sketches;

namespace StreamsService.Counting;

/// <summary>
/// Counts the events of one source partition, per page and tumbling window, in stream time: the latest event time so far. Not thread-safe.
/// When a flush could not be written completely, discard this object and restore a new one from the output topic.
/// </summary>
/// <remarks>
/// Each event counts exactly once, even when the process is killed. A flush is written in order to one output partition, with the progress
/// last. When a flush was written only partly, a prefix of it is in the topic: some partials are then ahead of the progress, but none is
/// behind it. After a restart, events are replayed from the progress on, starting with the stream time of the progress. Each event
/// therefore gets the same result as before (late or not), and when its partial is ahead, the partial's offset shows that the event is
/// already included. A window is deleted only when the stream time of a written progress is past its retention, so a partly written flush
/// never deletes a window that is still queried or counted.
/// </remarks>
internal sealed class WindowedStatistics
{
    private readonly int _partition;
    private readonly StatisticsOptions _options;
    private readonly TumblingWindows _windowing;
    private readonly WindowStore _windows = new();
    private long? _offset;
    private DateTimeOffset? _writtenStreamTime;
    private bool _hasProgressed;

    /// <summary>Restores the state of a partition from the records of the output topic.</summary>
    /// <exception cref="FormatException">The users of a partial are not a valid <see cref="UserSketch"/>.</exception>
    public WindowedStatistics(int partition, StatisticsOptions options, PartitionProgress? progress, IEnumerable<WindowPartial> partials)
    {
        (_partition, _options, _windowing) = (partition, options, new(options));
        (_offset, StreamTime, Late) = (progress?.Offset, progress?.StreamTime, progress?.Late ?? 0);
        _writtenStreamTime = StreamTime;
        foreach (var partial in partials)
        {
            if (IsClosed(partial.Window)) _windows.AddClosed(partial.Page, partial.Window);
            else _windows.Open(partial.Page, partial.Window, new(partial));
        }
    }

    /// <summary>The source offset from which counting continues; null when the partition has no progress yet.</summary>
    public long? Next => _offset + 1;

    /// <summary>The latest event time so far; null before the first event.</summary>
    public DateTimeOffset? StreamTime { get; private set; }

    /// <summary>The number of events that were dropped because their window was closed.</summary>
    public long Late { get; private set; }

    /// <summary>The number of pages in open windows, summed over the windows.</summary>
    public int OpenWindows => _windows.OpenCount;

    /// <summary>Whether <see cref="PendingChanges"/> returns anything.</summary>
    public bool HasChanges => _hasProgressed || _windows.ExpiredPages(IsExpired).Any();

    /// <summary>Counts an event, or returns why it is not counted.</summary>
    /// <param name="offset">The source offset; an offset that is not higher than the one before is a duplicate.</param>
    /// <param name="time">The event time.</param>
    /// <param name="e">A valid event: <see cref="PageEvent.Validate"/> returns no error.</param>
    public Outcome Apply(long offset, DateTimeOffset time, PageEvent e)
    {
        if (offset <= _offset) return Outcome.Duplicate;

        _offset = offset;
        if (e.Duration <= _options.MinimumDuration.TotalMilliseconds) return Outcome.TooShort;

        _hasProgressed = true;
        var window = _windowing.StartOf(time);
        if (IsClosed(window))
        {
            Late++;
            return Outcome.Late;
        }

        if (StreamTime is null || time > StreamTime) StreamTime = time;
        var page = _windows.Open(e.Name, window);
        if (page.Offset >= offset) return Outcome.Duplicate;

        page.Add(offset, e);
        return Outcome.Counted;
    }

    /// <summary>
    /// Returns what changed since <see cref="MarkWritten"/>, without changing any state. The caller must write it in this order to the output
    /// partition with the same number: partials, tombstones, progress.
    /// </summary>
    public IReadOnlyList<StatisticsChange> PendingChanges()
    {
        var changes = new List<StatisticsChange>();
        foreach (var (page, window, statistics) in _windows.ChangedPages()) changes.Add(new(statistics.ToPartial(page, window, _partition)));
        foreach (var (page, window) in _windows.ExpiredPages(IsExpired)) changes.Add(new(StatisticsKey.OfWindow(page, window), null));
        if (_hasProgressed) changes.Add(new(new PartitionProgress(_partition, _offset!.Value, StreamTime!.Value, Late)));
        return changes;
    }

    /// <summary>Marks the last <see cref="PendingChanges"/> as written. No event may have been applied since that call.</summary>
    public void MarkWritten()
    {
        _windows.MarkWritten();
        _windows.Delete(IsExpired);
        _windows.Close(IsClosed);
        _writtenStreamTime = StreamTime;
        _hasProgressed = false;
    }

    private bool IsClosed(DateTimeOffset window) => StreamTime is { } streamTime && _windowing.IsClosed(window, streamTime);

    private bool IsExpired(DateTimeOffset window) => _writtenStreamTime is { } streamTime && _windowing.IsExpired(window, streamTime);
}

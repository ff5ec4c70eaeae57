using Contracts;
using StreamsService.Changelog;
using StreamsService.Sketches;

namespace StreamsService.Counting;

/// <summary>
/// Counts the events of one source partition, per page and tumbling window, on stream time: the latest time of an event so far.
/// For one thread. When a flush could not be written as a whole, throw it away and restore it from the output topic.
/// </summary>
/// <remarks>
/// Each event counts exactly once, whenever the process dies. A flush is written in order to one output partition, its progress last, so
/// what is left of a torn one is a prefix: some partials are ahead of the progress, never behind. Events are replayed from the progress
/// on, with the stream time of that moment. So each gets the verdict that it got the first time, late or not, and where its partial is
/// ahead, the partial's offset says that it is in there already. A window is deleted only once a written progress is past its retention:
/// a torn flush takes nothing away that is still asked for or counted on.
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

    /// <summary>Goes on from what the output topic says about a partition.</summary>
    /// <exception cref="FormatException">The users of a partial are not a <see cref="UserSketch"/>.</exception>
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

    /// <summary>The source offset to go on from; null when nothing is known.</summary>
    public long? Next => _offset + 1;

    /// <summary>The latest time of an event so far; null before the first.</summary>
    public DateTimeOffset? StreamTime { get; private set; }

    /// <summary>How many events came after their window was closed.</summary>
    public long Late { get; private set; }

    /// <summary>How many pages are kept in memory with their statistics, summed over windows that are open.</summary>
    public int OpenWindows => _windows.OpenCount;

    /// <summary>Whether there is something to <see cref="PendingChanges"/>.</summary>
    public bool HasChanges => _hasProgressed || _windows.ExpiredPages(IsExpired).Any();

    /// <summary>Counts an event, if it is to be counted.</summary>
    /// <param name="offset">Its source offset, higher than that of the event before.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="e">What happened; <see cref="PageEvent.Validate"/> finds nothing wrong with it.</param>
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
    /// What changed since <see cref="MarkWritten"/>, to be written in this order to the output partition of the same number: partials,
    /// deletions, progress. It changes nothing here.
    /// </summary>
    public IReadOnlyList<StatisticsChange> PendingChanges()
    {
        var changes = new List<StatisticsChange>();
        foreach (var (page, window, statistics) in _windows.ChangedPages()) changes.Add(new(statistics.ToPartial(page, window, _partition)));
        foreach (var (page, window) in _windows.ExpiredPages(IsExpired)) changes.Add(new(StatisticsKey.OfWindow(page, window), null));
        if (_hasProgressed) changes.Add(new(new PartitionProgress(_partition, _offset!.Value, StreamTime!.Value, Late)));
        return changes;
    }

    /// <summary>Takes all of the last <see cref="PendingChanges"/> for written. Nothing may have been applied since.</summary>
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

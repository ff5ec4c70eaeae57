namespace StreamsService.Counting;

/// <summary>
/// Decides which events of one partition are late: those whose window is closed at stream time, the latest event time so far. The decision
/// depends on the events before, and not on the clock, so a replay makes the same decision again.
/// </summary>
/// <param name="windows">When windows close.</param>
/// <param name="streamTime">The stream time from which to continue; null before the first event.</param>
/// <param name="late">The number of late events so far.</param>
internal sealed class LateEventFilter(TumblingWindows windows, DateTimeOffset? streamTime, long late)
{
    private DateTimeOffset _streamTime = streamTime ?? DateTimeOffset.MinValue; // at this time, no window is closed
    private bool _hasStreamTime = streamTime is not null;

    /// <summary>The latest event time that was accepted; null before the first event.</summary>
    public DateTimeOffset? StreamTime => _hasStreamTime ? _streamTime : null;

    /// <summary>The number of late events.</summary>
    public long Late { get; private set; } = late;

    /// <summary>Accepts an event and advances stream time to it. When its window is closed, counts it as late and returns false.</summary>
    public bool TryAccept(DateTimeOffset time, DateTimeOffset window)
    {
        if (IsClosed(window))
        {
            Late++;
            return false;
        }

        _hasStreamTime = true;
        if (time > _streamTime) _streamTime = time;
        return true;
    }

    /// <summary>Whether a window no longer accepts events.</summary>
    public bool IsClosed(DateTimeOffset window) => windows.IsClosed(window, _streamTime);
}

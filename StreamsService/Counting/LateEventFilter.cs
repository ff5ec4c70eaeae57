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
    /// <summary>The latest event time that was accepted; null before the first event.</summary>
    public DateTimeOffset? StreamTime { get; private set; } = streamTime;

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

        if (StreamTime is null || time > StreamTime) StreamTime = time;
        return true;
    }

    /// <summary>Whether a window no longer accepts events.</summary>
    public bool IsClosed(DateTimeOffset window) => StreamTime is { } streamTime && windows.IsClosed(window, streamTime);
}

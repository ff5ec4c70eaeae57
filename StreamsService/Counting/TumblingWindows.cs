namespace StreamsService.Counting;

/// <summary>Windows of one length that follow each other without a gap, aligned to 1970-01-01T00:00:00Z: when each begins, closes and expires.</summary>
internal sealed class TumblingWindows(StatisticsOptions options)
{
    /// <summary>The start of the window that a time is in.</summary>
    public DateTimeOffset StartOf(DateTimeOffset time)
    {
        var sinceEpoch = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var intoWindow = ((sinceEpoch % options.Window.Ticks) + options.Window.Ticks) % options.Window.Ticks;
        return new(time.UtcTicks - intoWindow, TimeSpan.Zero);
    }

    /// <summary>Whether a window takes no more events at a stream time.</summary>
    public bool IsClosed(DateTimeOffset window, DateTimeOffset streamTime) => streamTime - window - options.Window >= options.Grace;

    /// <summary>Whether a window is to be forgotten at a stream time.</summary>
    public bool IsExpired(DateTimeOffset window, DateTimeOffset streamTime) => streamTime - window - options.Window >= options.Retention;
}

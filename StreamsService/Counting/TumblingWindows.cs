namespace StreamsService.Counting;

/// <summary>Computes when tumbling windows begin, close and expire. They are aligned to 1970-01-01T00:00:00Z.</summary>
internal sealed class TumblingWindows(StatisticsOptions options)
{
    /// <summary>The start of the window that contains a time.</summary>
    public DateTimeOffset StartOf(DateTimeOffset time)
    {
        var sinceEpoch = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var intoWindow = sinceEpoch % options.Window.Ticks;
        if (intoWindow < 0) intoWindow += options.Window.Ticks; // before 1970
        return new(time.UtcTicks - intoWindow, TimeSpan.Zero);
    }

    /// <summary>Whether a window no longer accepts events at a stream time.</summary>
    public bool IsClosed(DateTimeOffset window, DateTimeOffset streamTime) => streamTime - window - options.Window >= options.Grace;

    /// <summary>Whether the retention of a window is over at a stream time.</summary>
    public bool IsExpired(DateTimeOffset window, DateTimeOffset streamTime) => streamTime - window - options.Window >= options.Retention;
}

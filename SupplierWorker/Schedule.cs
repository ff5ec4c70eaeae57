namespace SupplierWorker;

/// <summary>
/// Says how many events are due, counted from the start: however late somebody asks, the total keeps to the period, so that the rate
/// does not drift.
/// </summary>
internal sealed class Schedule(TimeSpan period, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _taken;

    /// <summary>How long until the next one is due, in whole milliseconds, rounded up, since a timer knows no less.</summary>
    public TimeSpan UntilNext()
    {
        var wait = (period * (_taken + 1)) - time.GetElapsedTime(_started);
        return wait > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : TimeSpan.Zero;
    }

    /// <summary>How many fell due since the last call.</summary>
    public int TakeDue()
    {
        var due = (time.GetElapsedTime(_started).Ticks / period.Ticks) - _taken;
        _taken += due;
        return (int)Math.Min(due, int.MaxValue);
    }
}

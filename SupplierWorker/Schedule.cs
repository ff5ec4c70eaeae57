namespace SupplierWorker;

/// <summary>
/// Computes how many events are due. It counts from the start, not from the last call, so that a late call does not make the rate drift.
/// </summary>
internal sealed class Schedule(TimeSpan period, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _taken;

    /// <summary>The time until the next event is due, rounded up to whole milliseconds, the resolution of timers.</summary>
    public TimeSpan UntilNext()
    {
        var wait = (period * (_taken + 1)) - time.GetElapsedTime(_started);
        return wait > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : TimeSpan.Zero;
    }

    /// <summary>Returns how many events became due since the last call.</summary>
    public int TakeDue()
    {
        var due = (time.GetElapsedTime(_started).Ticks / period.Ticks) - _taken;
        _taken += due;
        return (int)Math.Min(due, int.MaxValue);
    }
}

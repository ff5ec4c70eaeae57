namespace StreamsService.Counting;

/// <summary>What is counted, in which windows, and for how long it is known.</summary>
internal sealed record StatisticsOptions
{
    /// <summary>The length of a window. Windows follow each other without a gap, aligned to 1970-01-01T00:00:00Z.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How much longer than its end a window waits, in stream time, for events that come out of order. Then it is closed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after its end, in stream time, a window is known. Then it is deleted.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>An event is counted when its duration is greater than this.</summary>
    public TimeSpan MinimumDuration { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How far ahead of the clock an event may be dated when it is counted. Within <see cref="Grace"/>, it can't make anyone late who is on
    /// time by that clock: their windows end after now, so they close after now + <see cref="Grace"/>, which stream time then never reaches.
    /// </summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromSeconds(5);

    public IEnumerable<string> Validate()
    {
        if (Window <= TimeSpan.Zero || Window.Ticks % TimeSpan.TicksPerMillisecond != 0) yield return $"{nameof(Window)} must be a positive number of whole milliseconds";
        if (Grace < TimeSpan.Zero) yield return $"{nameof(Grace)} must not be negative";
        if (Retention < Window || Retention - Window < Grace) yield return $"{nameof(Retention)} must not be less than {nameof(Window)} and {nameof(Grace)} together";
        if (MinimumDuration < TimeSpan.Zero) yield return $"{nameof(MinimumDuration)} must not be negative";
        if (FutureTolerance < TimeSpan.Zero) yield return $"{nameof(FutureTolerance)} must not be negative";
        if (FutureTolerance > Grace) yield return $"{nameof(FutureTolerance)} must not be more than {nameof(Grace)}, or one clock that is ahead makes others late";
    }
}

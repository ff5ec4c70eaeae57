namespace StreamsService.Counting;

/// <summary>Options of counting; configuration section <c>Statistics</c>.</summary>
internal sealed record StatisticsOptions
{
    public const string Section = "Statistics";

    /// <summary>The length of a window. Windows follow each other without a gap, aligned to 1970-01-01T00:00:00Z.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after its end, in stream time, a window still accepts out-of-order events. Then it is closed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after its end, in stream time, a window is kept. Then it is deleted.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>An event is counted when its duration is greater than this.</summary>
    public TimeSpan MinimumDuration { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How far ahead of the clock an event's date may be. It must not exceed <see cref="Grace"/>, so that such an event can't make
    /// current events late: the current window ends after now and closes at its end + <see cref="Grace"/>, which stream time then can't
    /// reach yet.
    /// </summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromSeconds(5);
}

namespace StreamsService.Counting;

/// <summary>Whether an event was counted, or why not.</summary>
internal enum Outcome
{
    /// <summary>It was added to the statistics of its page and window.</summary>
    Counted,

    /// <summary>Its duration is not greater than <see cref="StatisticsOptions.MinimumDuration"/>.</summary>
    TooShort,

    /// <summary>It was dropped because its window was closed.</summary>
    Late,

    /// <summary>It was skipped because it had been counted before.</summary>
    Duplicate,
}

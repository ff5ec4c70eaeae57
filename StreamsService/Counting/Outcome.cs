namespace StreamsService.Counting;

/// <summary>The result of applying an event.</summary>
internal enum Outcome
{
    /// <summary>It was added to the statistics of its page and window.</summary>
    Counted,

    /// <summary>Its duration is not greater than <see cref="StatisticsOptions.MinimumDuration"/>.</summary>
    TooShort,

    /// <summary>It was dropped because its window was closed.</summary>
    Late,

    /// <summary>It was skipped because it had been applied before.</summary>
    Duplicate,
}

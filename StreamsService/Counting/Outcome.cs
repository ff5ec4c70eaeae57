namespace StreamsService.Counting;

/// <summary>What became of an event.</summary>
internal enum Outcome
{
    /// <summary>It is in the partial of its page and window now.</summary>
    Counted,

    /// <summary>It was too short to be counted.</summary>
    TooShort,

    /// <summary>Its window was closed.</summary>
    Late,

    /// <summary>It was applied before.</summary>
    Duplicate,
}

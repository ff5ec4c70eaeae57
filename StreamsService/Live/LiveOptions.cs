namespace StreamsService.Live;

/// <summary>What can be configured of live streams, in the section <c>Live</c>.</summary>
internal sealed record LiveOptions
{
    /// <summary>How many streams may be open at once, of all kinds; more are turned away.</summary>
    public int MaxListeners { get; init; } = 5_000;

    /// <summary>Everything that is wrong with these options; empty when they are valid.</summary>
    public IEnumerable<string> Validate()
    {
        if (MaxListeners < 1) yield return $"{nameof(MaxListeners)} must be at least 1";
    }
}

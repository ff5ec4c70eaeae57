namespace StreamsService.Live;

/// <summary>Options of the live streams; configuration section <c>Live</c>.</summary>
internal sealed record LiveOptions
{
    /// <summary>How many streams, of all kinds, may be open at once. Further requests get status 503.</summary>
    public int MaxListeners { get; init; } = 5_000;

    /// <summary>Returns all validation errors; none when the options are valid.</summary>
    public IEnumerable<string> Validate()
    {
        if (MaxListeners < 1) yield return $"{nameof(MaxListeners)} must be at least 1";
    }
}

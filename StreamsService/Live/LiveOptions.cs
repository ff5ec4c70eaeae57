namespace StreamsService.Live;

/// <summary>Options of the live streams; configuration section <c>Live</c>.</summary>
internal sealed record LiveOptions
{
    public const string Section = "Live";

    /// <summary>How many streams, of all kinds, may be open at once. Further requests get status 503.</summary>
    public int MaxListeners { get; init; } = 5_000;
}

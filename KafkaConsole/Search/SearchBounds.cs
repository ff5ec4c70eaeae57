namespace KafkaConsole.Search;

/// <summary>Where a search stops before it has searched everything.</summary>
internal sealed record SearchBounds
{
    /// <summary>The most bytes of keys, values and headers that a page or a response keeps of its hits.</summary>
    public const long MaxKeptBytes = 32 * 1024 * 1024;

    /// <summary>The most hits.</summary>
    public int MaxHits { get; init; } = int.MaxValue;

    /// <summary>The bytes of keys, values and headers after which no further hit is searched.</summary>
    public long MaxHitBytes { get; init; } = long.MaxValue;

    /// <summary>How long it may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.MaxValue;
}

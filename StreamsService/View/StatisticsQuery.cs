namespace StreamsService.View;

/// <summary>Which statistics somebody wants: all conditions hold together.</summary>
internal sealed record StatisticsQuery
{
    /// <summary>This page only.</summary>
    public string? Page { get; init; }

    /// <summary>Pages whose name contains this, in upper or lower case.</summary>
    public string? Search { get; init; }

    /// <summary>Windows that begin then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Windows that begin before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>How many at most, 1 or more.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Go on after this one: <see cref="StatisticsResult.Next"/> of the page before.</summary>
    public StatisticsCursor? Before { get; init; }
}

/// <summary>Some of the statistics that were asked for.</summary>
/// <param name="Items">Newest window first, then by page in ordinal order.</param>
/// <param name="Next">Where to go on; null when there are no more.</param>
internal sealed record StatisticsResult(IReadOnlyList<PageWindow> Items, StatisticsCursor? Next);

namespace StreamsService.View;

/// <summary>A query of the statistics. All filters that are set must match.</summary>
internal sealed record StatisticsQuery
{
    /// <summary>Only the page with this name.</summary>
    public string? Page { get; init; }

    /// <summary>Only pages whose name contains this text; not case-sensitive.</summary>
    public string? Search { get; init; }

    /// <summary>Only windows that begin at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only windows that begin before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The largest number of results; at least 1.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Only results after this position: <see cref="StatisticsResult.Next"/> of the previous result.</summary>
    public StatisticsCursor? Before { get; init; }
}

/// <summary>One page of the results of a query.</summary>
/// <param name="Items">The statistics, newest window first, then by page name in ordinal order.</param>
/// <param name="Next">The position from which the next query continues; null when there are no more results.</param>
internal sealed record StatisticsResult(IReadOnlyList<PageWindow> Items, StatisticsCursor? Next);

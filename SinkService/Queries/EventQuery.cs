namespace SinkService.Queries;

/// <summary>A query of events. All filters that are set must match.</summary>
internal sealed record EventQuery
{
    /// <summary>The number of results unless another is given.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Only events of the page with this name.</summary>
    public string? Page { get; init; }

    /// <summary>Only events of the user with this hash.</summary>
    public string? User { get; init; }

    /// <summary>Only events at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only events before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only events before this position: <see cref="EventPage.Before"/> of the previous result.</summary>
    public EventPosition? Before { get; init; }

    /// <summary>The largest number of results; at least 1.</summary>
    public int Limit { get; init; } = DefaultLimit;
}

/// <summary>One page of the results of a query.</summary>
/// <param name="Events">The events, newest first.</param>
/// <param name="Before">The position before which the next query continues; null when there are no more results.</param>
internal sealed record EventPage(IReadOnlyList<StoredEvent> Events, EventPosition? Before);

using SinkService.Database;

namespace SinkService.Queries;

/// <summary>A query of totals. All filters that are set must match.</summary>
internal sealed record TotalsQuery
{
    /// <summary>The largest number of rows in a result.</summary>
    public const int MaxRows = 10_000;

    /// <summary>Only the page with this name.</summary>
    public string? Page { get; init; }

    /// <summary>Only windows that begin at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only windows that begin before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The length of a bucket. Buckets are aligned to UTC.</summary>
    public TimeBucket Bucket { get; init; } = TimeBucket.Hour;
}

namespace SinkService.Queries;

/// <summary>The database can't answer a query now; it may later.</summary>
/// <param name="title">What is the matter.</param>
/// <param name="detail">What happened to this query, and what to do.</param>
/// <param name="cause">The error of the database.</param>
internal sealed class QueryFailedException(string title, string detail, Exception cause) : Exception($"{title} {detail}", cause)
{
    /// <summary>What is the matter.</summary>
    public string Title { get; } = title;

    /// <summary>What happened to this query, and what to do.</summary>
    public string Detail { get; } = detail;
}

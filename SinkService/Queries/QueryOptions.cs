namespace SinkService.Queries;

/// <summary>Options of the queries; configuration section <c>Queries</c>.</summary>
internal sealed record QueryOptions
{
    public const string Section = "Queries";

    /// <summary>How long the database may take for a query, from opening a connection to the last row.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
}

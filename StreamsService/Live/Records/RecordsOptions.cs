namespace StreamsService.Live.Records;

/// <summary>Options of <c>GET /records</c>; configuration section <c>Records</c>.</summary>
internal sealed record RecordsOptions
{
    public const string Section = "Records";

    /// <summary>The topics that clients may read. Empty: all topics of the system except dead-letter topics.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];
}

namespace StreamsService.Live.Records;

/// <summary>Options of <c>GET /records</c>; configuration section <c>Records</c>.</summary>
internal sealed record RecordsOptions
{
    /// <summary>The topics that clients may read. By default all topics of the system except dead-letter topics.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];
}

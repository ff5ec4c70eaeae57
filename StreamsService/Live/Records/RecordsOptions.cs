namespace StreamsService.Live.Records;

/// <summary>What can be configured of the tails of topics, in the section <c>Records</c>.</summary>
internal sealed record RecordsOptions
{
    /// <summary>The topics that may be looked at; unless configured, those of the system but dead letters.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];
}

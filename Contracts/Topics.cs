namespace Contracts;

/// <summary>Every topic that services share. Names, partitions and replication can be configured under <c>Topics:{name}</c>.</summary>
public static class Topics
{
    /// <summary>What happened, as it came in.</summary>
    public static Topic<PageEvent> PageEvents { get; } =
        new("page-events", ContractsJson.Default.PageEvent, e => e.Name, e => e.Date);

    /// <summary>What happened, validated and without anybody's name.</summary>
    public static Topic<AnonymousPageEvent> PageEventsJson { get; } =
        new("page-events-json", ContractsJson.Default.AnonymousPageEvent, e => e.Name, e => e.Date);
}

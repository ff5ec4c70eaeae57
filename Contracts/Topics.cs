namespace Contracts;

/// <summary>The topics that several services use. Name, partitions and replication factor can be configured under <c>Topics:{name}</c>.</summary>
public static class Topics
{
    /// <summary>Page events as they were received.</summary>
    public static Topic<PageEvent> PageEvents { get; } =
        new("page-events", ContractsJson.Default.PageEvent, e => e.Name, e => e.Date);

    /// <summary>Validated page events in which the user is a hash.</summary>
    public static Topic<AnonymousPageEvent> PageEventsJson { get; } =
        new("page-events-json", ContractsJson.Default.AnonymousPageEvent, e => e.Name, e => e.Date);
}

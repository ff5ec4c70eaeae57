namespace Contracts;

/// <summary>The topics that several services use. Name, partitions and replication factor can be configured under <c>Topics:{name}</c>.</summary>
public static class Topics
{
    /// <summary>
    /// The declared name of the changelog topic of StreamsService, which alone writes it and declares its records. ProducerApi refuses to
    /// write to it by default.
    /// </summary>
    public const string PageStatisticsName = "page-statistics";

    /// <summary>Page events as they were received.</summary>
    public static Topic<PageEvent> PageEvents { get; } =
        new("page-events", ContractsJson.Default.PageEvent, e => e.Name, e => e.Date);

    /// <summary>Validated page events in which the user is a hash.</summary>
    public static Topic<AnonymousPageEvent> PageEventsJson { get; } =
        new("page-events-json", ContractsJson.Default.AnonymousPageEvent, e => e.Name, e => e.Date);

    /// <summary>
    /// The declared names of the topics whose records have a declared JSON format. Bytes or a tombstone would be a poison record there.
    /// </summary>
    public static IReadOnlyList<string> WithDeclaredFormat { get; } = [PageEvents.Name, PageEventsJson.Name, PageStatisticsName];
}

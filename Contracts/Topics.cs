namespace Contracts;

/// <summary>The topics that several services use. Name, partitions and replication factor can be configured under <c>Topics:{name}</c>.</summary>
public static class Topics
{
    /// <summary>The name of the topic with KafkaConsole's markers of redriven dead letters.</summary>
    public const string RedriveMarkersName = "dead-letters.redriven";

    /// <summary>The declared name of the topic in which ProducerApi keeps idempotency keys. ProducerApi declares its records.</summary>
    public const string IdempotencyKeysName = "idempotency-keys";

    /// <summary>Page events as they were received.</summary>
    public static Topic<PageEvent> PageEvents { get; } =
        new("page-events", ContractsJson.Default.PageEvent, e => e.Name);

    /// <summary>Validated page events in which the user is a hash.</summary>
    public static Topic<AnonymousPageEvent> PageEventsJson { get; } =
        new("page-events-json", ContractsJson.Default.AnonymousPageEvent, e => e.Name);

    /// <summary>
    /// The changelog of StreamsService: the statistics per page and window, the progress per partition, and the reports of the instances.
    /// </summary>
    public static Topic<StatisticsRecord> PageStatistics { get; } =
        new("page-statistics", ContractsJson.Default.StatisticsRecord, StatisticsKey.Of) { Compacted = true };

    /// <summary>
    /// The declared names of the topics that only one service may write to, with the name of that service. What their records promise is
    /// true only because nobody else writes them, so ProducerApi refuses its clients to.
    /// </summary>
    public static IReadOnlyDictionary<string, string> SingleWriters { get; } = new Dictionary<string, string>
    {
        [PageEventsJson.Name] = "JsonService",
        [PageStatistics.Name] = "StreamsService",
        [RedriveMarkersName] = "KafkaConsole",
        [IdempotencyKeysName] = "ProducerApi",
    };
}

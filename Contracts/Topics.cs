namespace Contracts;

/// <summary>Every topic of the system. Names, partitions and replication can be configured under <c>Topics:{name}</c>.</summary>
public static class Topics
{
    /// <summary>What happened, as it came in.</summary>
    public static Topic<PageEvent> PageEvents { get; } =
        new("page-events", ContractsJson.Default.PageEvent, e => e.Name, e => e.Date);

    /// <summary>What happened, validated and without anybody's name.</summary>
    public static Topic<AnonymousPageEvent> PageEventsJson { get; } =
        new("page-events-json", ContractsJson.Default.AnonymousPageEvent, e => e.Name, e => e.Date);

    /// <summary>What the events amount to per page and window, the state behind it, and who works on it.</summary>
    public static Topic<StatisticsRecord> PageStatistics { get; } =
        new("page-statistics", ContractsJson.Default.StatisticsRecord, StatisticsKey.Of, TimeOf) { Compacted = true };

    private static DateTimeOffset TimeOf(StatisticsRecord record) => record switch
    {
        WindowPartial partial => partial.Window,
        PartitionProgress progress => progress.StreamTime,
        InstanceReport report => report.Time,
        _ => throw new ArgumentOutOfRangeException(nameof(record), record, "There is no such record."),
    };
}

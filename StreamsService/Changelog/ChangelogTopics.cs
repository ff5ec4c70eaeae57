using Contracts;

namespace StreamsService.Changelog;

/// <summary>The topic that only this service writes and reads. Its name, partitions and replication can be configured under <c>Topics:{name}</c>.</summary>
internal static class ChangelogTopics
{
    /// <summary>What the events amount to per page and window, the state behind it, and who works on it.</summary>
    public static Topic<StatisticsRecord> PageStatistics { get; } =
        new("page-statistics", StatisticsJson.Default.StatisticsRecord, StatisticsKey.Of, TimeOf) { Compacted = true };

    private static DateTimeOffset TimeOf(StatisticsRecord record) => record switch
    {
        WindowPartial partial => partial.Window,
        PartitionProgress progress => progress.StreamTime,
        InstanceReport report => report.Time,
        _ => throw new ArgumentOutOfRangeException(nameof(record), record, "There is no such record."),
    };
}

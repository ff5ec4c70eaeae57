using Contracts;

namespace StreamsService.Changelog;

/// <summary>
/// The changelog topic of this service. Its name, partitions and replication can be configured under <c>Topics:{name}</c>.
/// </summary>
internal static class ChangelogTopics
{
    /// <summary>The statistics per page and window, the progress per partition, and the reports of the instances.</summary>
    public static Topic<StatisticsRecord> PageStatistics { get; } =
        new(Topics.PageStatisticsName, StatisticsJson.WireFormat.StatisticsRecord, StatisticsKey.Of) { Compacted = true };
}

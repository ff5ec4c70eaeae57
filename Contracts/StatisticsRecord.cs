using System.Text.Json.Serialization;

namespace Contracts;

/// <summary>
/// A record on <see cref="Topics.PageStatistics"/>. Each value is absolute and replaces the earlier value of its key; a tombstone
/// deletes the key. The JSON property <c>type</c> is the kind of record.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WindowPartial), "window")]
[JsonDerivedType(typeof(PartitionProgress), "progress")]
[JsonDerivedType(typeof(InstanceReport), "instance")]
public abstract record StatisticsRecord;

/// <summary>
/// The statistics of one page in one window, from the events of one source partition. Every event is in exactly one partition, so the total
/// is the sum over all partitions. The record is on the output partition with the same number as the source partition.
/// </summary>
/// <param name="Page">The name of the page.</param>
/// <param name="Window">The start of the window.</param>
/// <param name="Partition">The number of the source partition.</param>
/// <param name="Count">The number of events.</param>
/// <param name="Total">The sum of their durations in milliseconds, limited to <see cref="long.MaxValue"/>.</param>
/// <param name="Minimum">The shortest duration in milliseconds.</param>
/// <param name="Maximum">The longest duration in milliseconds.</param>
/// <param name="Users">A HyperLogLog sketch of their users. Merged sketches estimate distinct users across partitions and windows.</param>
/// <param name="Offset">
/// The source offset of the last event that is included. On restart, events at or before this offset are skipped.
/// </param>
public sealed record WindowPartial(
    string Page, DateTimeOffset Window, int Partition, long Count, long Total, long Minimum, long Maximum, byte[] Users, long Offset)
    : StatisticsRecord
{
    /// <summary>The epoch of the source topic that <see cref="Offset"/> belongs to; see <see cref="PartitionProgress.Epoch"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Epoch { get; init; }
}

/// <summary>How far a source partition is counted. It is written after the partials that it covers, on the same output partition.</summary>
/// <param name="Partition">The number of the source partition.</param>
/// <param name="Offset">All events up to and including this source offset are in the partials; -1 when the epoch has none yet.</param>
/// <param name="StreamTime">The latest event time that was counted so far. It decides which windows are closed.</param>
/// <param name="Late">The number of events that were dropped because their window was closed.</param>
public sealed record PartitionProgress(int Partition, long Offset, DateTimeOffset StreamTime, long Late) : StatisticsRecord
{
    /// <summary>
    /// How many times the source topic had been replaced: deleted and created again. Offsets of different epochs can't be compared; every
    /// offset of a higher epoch is later.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Epoch { get; init; }

    /// <summary>The id of the source topic in this epoch; null when it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TopicId { get; init; }
}

/// <summary>A periodic report of an instance.</summary>
/// <param name="Instance">The name of the instance, unique among all instances.</param>
/// <param name="Started">When the instance started.</param>
/// <param name="Time">When the instance wrote this report.</param>
/// <param name="Partitions">The source partitions that are assigned to the instance.</param>
public sealed record InstanceReport(string Instance, DateTimeOffset Started, DateTimeOffset Time, IReadOnlyList<OwnedPartition> Partitions)
    : StatisticsRecord;

/// <summary>A source partition that is assigned to an instance.</summary>
/// <param name="Partition">The number of the partition.</param>
/// <param name="Running">Whether its events are being counted; false while its state is being restored.</param>
/// <param name="Lag">The number of records that are not counted yet; null while unknown.</param>
/// <param name="LagSeconds">The seconds since the last counted record was sent, while there is a lag; zero otherwise.</param>
public sealed record OwnedPartition(int Partition, bool Running, long? Lag, double LagSeconds);

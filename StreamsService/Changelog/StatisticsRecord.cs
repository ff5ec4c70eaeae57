using System.Text.Json.Serialization;

namespace StreamsService.Changelog;

/// <summary>
/// A record on <see cref="ChangelogTopics.PageStatistics"/>. Each says something absolute that replaces what its key said before; one without a
/// value takes it back. JSON tells the kinds apart by <c>type</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WindowPartial), "window")]
[JsonDerivedType(typeof(PartitionProgress), "progress")]
[JsonDerivedType(typeof(InstanceReport), "instance")]
public abstract record StatisticsRecord;

/// <summary>
/// What the events of one source partition amount to, for one page in one window. Every event is in exactly one partition, so the sum
/// over partitions is the answer. It is on the output partition of the same number.
/// </summary>
/// <param name="Page">The page.</param>
/// <param name="Window">When the window begins.</param>
/// <param name="Partition">The source partition.</param>
/// <param name="Count">How many events.</param>
/// <param name="Total">The sum of their durations in milliseconds; never more than <see cref="long.MaxValue"/>.</param>
/// <param name="Minimum">The shortest duration in milliseconds.</param>
/// <param name="Maximum">The longest duration in milliseconds.</param>
/// <param name="Users">A HyperLogLog sketch of their users, from which distinct users can be estimated across partitions and windows.</param>
/// <param name="Offset">The source offset of the last event in it: whoever counts on skips what is not beyond.</param>
public sealed record WindowPartial(
    string Page, DateTimeOffset Window, int Partition, long Count, long Total, long Minimum, long Maximum, byte[] Users, long Offset)
    : StatisticsRecord;

/// <summary>How far a source partition is counted. It follows the partials that it speaks of, on the same output partition.</summary>
/// <param name="Partition">The source partition.</param>
/// <param name="Offset">The source offset up to which, itself included, everything is in the partials.</param>
/// <param name="StreamTime">The latest time of an event counted so far: it decides which windows are closed.</param>
/// <param name="Late">How many events came after their window was closed, and so were dropped.</param>
public sealed record PartitionProgress(int Partition, long Offset, DateTimeOffset StreamTime, long Late) : StatisticsRecord;

/// <summary>A sign of life of an instance that counts.</summary>
/// <param name="Instance">Its name, unique among instances.</param>
/// <param name="Started">When it started.</param>
/// <param name="Time">When it said so.</param>
/// <param name="Partitions">The source partitions that it has.</param>
public sealed record InstanceReport(string Instance, DateTimeOffset Started, DateTimeOffset Time, IReadOnlyList<OwnedPartition> Partitions)
    : StatisticsRecord;

/// <summary>A source partition that an instance has.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Running">Whether it is counted; false while its state is being restored.</param>
/// <param name="Lag">How many records wait; null while that is not known.</param>
/// <param name="LagSeconds">The age of the last record that was counted, while newer ones wait; zero otherwise.</param>
public sealed record OwnedPartition(int Partition, bool Running, long? Lag, double LagSeconds);

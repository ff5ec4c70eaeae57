namespace StreamsService.Http;

/// <summary>What is processed, how and where.</summary>
/// <param name="Application">What all instances of the service are together: their consumer group.</param>
/// <param name="Instance">The instance that answers.</param>
/// <param name="Window">The length of a window.</param>
/// <param name="Grace">How much longer a window waits for events that come out of order.</param>
/// <param name="Retention">How long a window is known.</param>
/// <param name="MinimumDuration">An event is counted when its duration is greater.</param>
/// <param name="WindowSeconds">The length of a window in seconds.</param>
/// <param name="Sources">The topics that are read.</param>
/// <param name="Processors">What is done with their records.</param>
/// <param name="Stores">What is remembered.</param>
/// <param name="Sinks">The topics that are written.</param>
/// <param name="Records">The topics that <c>/records</c> shows.</param>
/// <param name="Instances">The instances that are alive.</param>
/// <param name="Partitions">The partitions of the source.</param>
/// <param name="View">How far this instance has read what all of them have written.</param>
/// <param name="Publishing">Whether <c>POST /events</c> leads anywhere.</param>
internal sealed record TopologyResponse(
    string Application,
    string Instance,
    TimeSpan Window,
    TimeSpan Grace,
    TimeSpan Retention,
    TimeSpan MinimumDuration,
    double WindowSeconds,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Processors,
    IReadOnlyList<string> Stores,
    IReadOnlyList<string> Sinks,
    IReadOnlyList<string> Records,
    IReadOnlyList<InstanceResponse> Instances,
    IReadOnlyList<PartitionResponse> Partitions,
    ViewResponse View,
    bool Publishing);

/// <summary>An instance that is alive.</summary>
/// <param name="Instance">Its name.</param>
/// <param name="Started">When it started.</param>
/// <param name="Partitions">The source partitions that it has.</param>
internal sealed record InstanceResponse(string Instance, DateTimeOffset Started, IReadOnlyList<int> Partitions);

/// <summary>A partition of the source.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Instance">Who has it; null when no instance that is alive says so.</param>
/// <param name="State"><c>running</c>, <c>restoring</c> or <c>unassigned</c>.</param>
/// <param name="Lag">How many records wait; null while that is not known.</param>
/// <param name="LagSeconds">The age of the last record that was counted, while newer ones wait; null when nobody has the partition.</param>
/// <param name="Late">How many events were dropped because their window was closed, ever.</param>
/// <param name="StreamTime">The latest time of an event counted; null before the first.</param>
internal sealed record PartitionResponse(
    int Partition, string? Instance, string State, long? Lag, double? LagSeconds, long Late, DateTimeOffset? StreamTime);

/// <summary>How far the view is read.</summary>
/// <param name="CaughtUp">Whether it has been read to where the topic ended when the instance started.</param>
/// <param name="Records">How many records have been read.</param>
/// <param name="Behind">How many offsets are left to the end, as last heard.</param>
internal sealed record ViewResponse(bool CaughtUp, long Records, long Behind);

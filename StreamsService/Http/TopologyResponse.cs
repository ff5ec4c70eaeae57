namespace StreamsService.Http;

/// <summary>The topology of the service: topics, instances, partitions and options.</summary>
/// <param name="Application">The consumer group of all instances, as in the application id of Kafka Streams.</param>
/// <param name="Instance">The instance that sent this response.</param>
/// <param name="Window">The length of a window.</param>
/// <param name="Grace">How long after its end a window accepts out-of-order events.</param>
/// <param name="Retention">How long after its end a window is kept.</param>
/// <param name="MinimumDuration">An event is counted when its duration is greater than this.</param>
/// <param name="WindowSeconds">The length of a window in seconds.</param>
/// <param name="Sources">The topics that are read.</param>
/// <param name="Processors">The names of the processors.</param>
/// <param name="Stores">The names of the state stores.</param>
/// <param name="Sinks">The topics that are written.</param>
/// <param name="Records">The topics that <c>/records</c> shows.</param>
/// <param name="Instances">The instances that reported in the last 5 s.</param>
/// <param name="Partitions">The source partitions.</param>
/// <param name="View">How far this instance has read the statistics of all instances.</param>
/// <param name="Publishing">Whether a ProducerApi is configured for <c>POST /events</c>.</param>
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

/// <summary>An instance that reported in the last 5 s.</summary>
/// <param name="Instance">The name of the instance.</param>
/// <param name="Started">When the instance started.</param>
/// <param name="Partitions">The source partitions that are assigned to it.</param>
internal sealed record InstanceResponse(string Instance, DateTimeOffset Started, IReadOnlyList<int> Partitions);

/// <summary>A source partition.</summary>
/// <param name="Partition">The number of the partition.</param>
/// <param name="Instance">The instance to which it is assigned; null when no instance reports it.</param>
/// <param name="State"><c>running</c>, <c>restoring</c> or <c>unassigned</c>.</param>
/// <param name="Lag">The number of records that are not counted yet; null while unknown.</param>
/// <param name="LagSeconds">
/// The seconds since the last counted record was sent, while there is a lag; null when the partition is unassigned.
/// </param>
/// <param name="Late">The number of events that were dropped because their window was closed.</param>
/// <param name="StreamTime">The latest event time that was counted; null before the first event.</param>
internal sealed record PartitionResponse(
    int Partition, string? Instance, string State, long? Lag, double? LagSeconds, long Late, DateTimeOffset? StreamTime);

/// <summary>How far the view of an instance has read the statistics topic.</summary>
/// <param name="CaughtUp">Whether it has read up to the end that the topic had when the instance started.</param>
/// <param name="Records">The number of records that it has read.</param>
/// <param name="Behind">The number of offsets from its position to the last known end of the topic.</param>
internal sealed record ViewResponse(bool CaughtUp, long Records, long Behind);

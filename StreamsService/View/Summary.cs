namespace StreamsService.View;

/// <summary>A summary of the current statistics.</summary>
/// <param name="EventsPerSecond">Events counted per second of event time, over the last complete windows of about 10 s.</param>
/// <param name="Pages">Pages with views in the last minute.</param>
/// <param name="Users">Distinct users in the last minute, estimated.</param>
/// <param name="Late">Events dropped since counting began because their window was closed.</param>
/// <param name="Instances">Instances that reported in the last 5 s.</param>
/// <param name="Lag">Records that are not counted yet, as reported by the instances; null while none reports a lag.</param>
internal sealed record Summary(double EventsPerSecond, int Pages, long Users, long Late, int Instances, long? Lag);

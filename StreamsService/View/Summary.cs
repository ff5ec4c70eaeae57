namespace StreamsService.View;

/// <summary>How things are at a moment.</summary>
/// <param name="EventsPerSecond">Events counted per second, by their own time, in the last complete windows of about 10 s.</param>
/// <param name="Pages">How many pages were looked at in the last minute.</param>
/// <param name="Users">How many distinct users looked at them, estimated.</param>
/// <param name="Late">How many events were dropped because their window was closed, ever.</param>
/// <param name="Instances">How many instances are alive.</param>
/// <param name="Lag">How many records wait to be counted, as instances report it; null while none knows.</param>
internal sealed record Summary(double EventsPerSecond, int Pages, long Users, long Late, int Instances, long? Lag);

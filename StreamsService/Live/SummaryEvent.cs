using StreamsService.View;

namespace StreamsService.Live;

/// <summary>The data of a server-sent event of type <c>summary</c>.</summary>
/// <param name="Time">The time for which the summary was computed.</param>
/// <param name="EventsPerSecond">Events counted per second, over the last complete windows of about 10 s.</param>
/// <param name="Pages">Pages with views in the last minute.</param>
/// <param name="Users">Distinct users in the last minute, estimated.</param>
/// <param name="Late">Events dropped since counting began because their window was closed.</param>
/// <param name="Lag">Records that are not counted yet; null while no instance reports a lag.</param>
/// <param name="Instances">Instances that reported in the last 5 s.</param>
internal sealed record SummaryEvent(DateTimeOffset Time, double EventsPerSecond, int Pages, long Users, long Late, long? Lag, int Instances)
{
    public static byte[] Of(Summary summary, DateTimeOffset time)
    {
        var (eventsPerSecond, pages, users, late, instances, lag) = summary;
        return ServerSentEvent.Of(new SummaryEvent(time, eventsPerSecond, pages, users, late, lag, instances), "summary");
    }
}

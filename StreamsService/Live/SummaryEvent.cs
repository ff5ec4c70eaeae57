using StreamsService.View;



namespace StreamsService.Live;

/// <summary>How things are at a moment, as the data of a server-sent event of type <c>summary</c>.</summary>
/// <param name="Time">The moment.</param>
/// <param name="EventsPerSecond">Events counted per second, in the last complete windows of about 10 s.</param>
/// <param name="Pages">How many pages were looked at in the last minute.</param>
/// <param name="Users">How many distinct users looked at them, estimated.</param>
/// <param name="Late">How many events were dropped because their window was closed, ever.</param>
/// <param name="Lag">How many records wait to be counted; null while no instance knows.</param>
/// <param name="Instances">How many instances are alive.</param>
internal sealed record SummaryEvent(DateTimeOffset Time, double EventsPerSecond, int Pages, long Users, long Late, long? Lag, int Instances)
{
    public static byte[] Of(Summary summary, DateTimeOffset time)
    {
        var (eventsPerSecond, pages, users, late, instances, lag) = summary;
        return ServerSentEvent.Of(new SummaryEvent(time, eventsPerSecond, pages, users, late, lag, instances), "summary");
    }
}

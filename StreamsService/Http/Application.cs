using Contracts;

namespace StreamsService.Http;

/// <summary>What this service is called and which topics it works on, as configured.</summary>
/// <param name="Name">What all its instances are together: their consumer group.</param>
/// <param name="PageEvents">The topic of events as they came in.</param>
/// <param name="PageEventsJson">The topic of events without anybody's name.</param>
/// <param name="PageStatistics">The topic of statistics.</param>
internal sealed record Application(string Name, string PageEvents, string PageEventsJson, string PageStatistics)
{
    public static Application From(IConfiguration configuration, string group)
    {
        return new(
            configuration["Kafka:Consumer:Group"] ?? group,
            NameOf(Topics.PageEvents.Name),
            NameOf(Topics.PageEventsJson.Name),
            NameOf(Topics.PageStatistics.Name));

        string NameOf(string topic) => configuration[$"Topics:{topic}:Name"] ?? topic;
    }
}

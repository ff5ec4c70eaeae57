using Contracts;
using StreamsService.Changelog;

namespace StreamsService.Http;

/// <summary>The configured names of the consumer group and the topics.</summary>
/// <param name="Group">The consumer group of all instances.</param>
/// <param name="PageEvents">The topic of page events that this service counts.</param>
/// <param name="PageEventsJson">The topic of anonymous page events.</param>
/// <param name="PageStatistics">The topic of statistics.</param>
internal sealed record TopicNames(string Group, string PageEvents, string PageEventsJson, string PageStatistics)
{
    public static TopicNames From(IConfiguration configuration, string group)
    {
        return new(
            configuration["Kafka:Consumer:Group"] ?? group,
            NameOf(Topics.PageEvents.Name),
            NameOf(Topics.PageEventsJson.Name),
            NameOf(ChangelogTopics.PageStatistics.Name));

        string NameOf(string topic) => configuration[$"Topics:{topic}:Name"] ?? topic;
    }
}

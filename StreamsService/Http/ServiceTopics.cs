using Contracts;
using Messaging.Consuming;
using Messaging.Topics;
using Microsoft.Extensions.Options;
using StreamsService.Live.Records;

namespace StreamsService.Http;

/// <summary>The consumer group and the topics of this service, with their names in the cluster.</summary>
internal sealed class ServiceTopics(
    ISubscriptionStatus status, Topic<StatisticsRecord> statistics, IOptions<RecordsOptions> records, IConfiguration configuration)
{
    /// <summary>The consumer group, which all instances share.</summary>
    public string Group => status.Subscription.Group;

    /// <summary>The topic whose events are counted.</summary>
    public string Source => status.Subscription.Topic;

    /// <summary>The topic to which the statistics are written.</summary>
    public string Sink => statistics.Name;

    /// <summary>
    /// The topics that clients may read with <c>GET /records</c>: those of <see cref="RecordsOptions.Topics"/>, otherwise all topics of the
    /// system except dead-letter topics.
    /// </summary>
    public IReadOnlyList<string> Readable { get; } = records.Value.Topics is { Count: > 0 } configured
        ? configured
        : [status.Subscription.Topic, configuration.TopicName(Topics.PageEventsJson.Name), statistics.Name];
}

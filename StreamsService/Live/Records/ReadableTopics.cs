using Contracts;
using Messaging;
using Messaging.Topics;
using Microsoft.Extensions.Options;
using StreamsService.Changelog;

namespace StreamsService.Live.Records;

/// <summary>
/// The topics that clients may read with <c>GET /records</c>: those of <see cref="RecordsOptions.Topics"/>, otherwise all topics of the
/// system except dead-letter topics.
/// </summary>
internal sealed class ReadableTopics(
    IOptions<RecordsOptions> options, Subscription subscription, Topic<StatisticsRecord> statistics, IConfiguration configuration)
{
    /// <summary>The names of the topics in the cluster.</summary>
    public IReadOnlyList<string> Names { get; } = options.Value.Topics is { Count: > 0 } configured
        ? configured
        : [subscription.Topic, configuration.TopicName(Topics.PageEventsJson.Name), statistics.Name];
}

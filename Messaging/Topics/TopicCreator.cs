using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Clients;
using Microsoft.Extensions.Logging;

namespace Messaging.Topics;

/// <summary>Creates topics as the service requires them.</summary>
internal sealed partial class TopicCreator(
    IAdminClient admin, ClusterMetadata metadata, ClientIdentity identity, ClientErrors errors, ILogger<TopicCreator> logger)
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CreateTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Only closed segments are compacted. Small segments close early, so consumers that read the whole topic read few obsolete records.
    /// </summary>
    private static readonly Dictionary<string, string> Compaction = new() { ["cleanup.policy"] = "compact", ["segment.bytes"] = "52428800" };

    /// <summary>Creates topics with their settings.</summary>
    /// <returns>The topics that could not be created, each with a sentence that says why.</returns>
    public async Task<Dictionary<string, string>> CreateAsync(IReadOnlyList<RequiredTopic> missing)
    {
        var notCreated = new Dictionary<string, string>();
        try
        {
            await admin.CreateTopicsAsync(
                missing.Select(topic => new TopicSpecification
                {
                    Name = topic.Name,
                    NumPartitions = topic.Partitions,
                    ReplicationFactor = topic.ReplicationFactor,
                    Configs = ConfigsOf(topic),
                }),
                new CreateTopicsOptions { OperationTimeout = CreateTimeout, RequestTimeout = CreateTimeout });
            foreach (var topic in missing) LogCreated(topic.Name, topic.Partitions);
        }
        catch (CreateTopicsException e)
        {
            foreach (var result in e.Results)
            {
                if (!result.Error.IsError) LogCreated(result.Topic, missing.First(topic => topic.Name == result.Topic).Partitions);
                else if (await IsToBeCreatedAsync(result)) notCreated[result.Topic] = errors.Explain(result.Error, KafkaRight.CreateTopic(result.Topic));
            }
        }
        catch (KafkaException e)
        {
            foreach (var topic in missing) notCreated[topic.Name] = errors.Explain(e);
        }

        return notCreated;
    }

    /// <summary>
    /// Whether a topic is missing as far as can be known: for a service that may not see it, the <see cref="RightsMonitor"/> names the
    /// right that it needs on the topic.
    /// </summary>
    private async Task<bool> IsToBeCreatedAsync(CreateTopicReport result)
    {
        if (result.Error.Code is ErrorCode.TopicAlreadyExists) return false;
        if (!identity.IsAuthenticated || !ClientErrors.IsMissingRight(result.Error)) return true;

        try
        {
            return !ClientErrors.IsMissingRight((await metadata.ReadAsync(result.Topic, MetadataTimeout, CancellationToken.None)).Error);
        }
        catch (KafkaException)
        {
            return true;
        }
    }

    private static Dictionary<string, string> ConfigsOf(RequiredTopic topic)
    {
        var configs = topic.Compacted ? new(Compaction) : topic.Retention is { } retention ? DeletedAfter(retention) : [];
        if (topic.MinInSyncReplicas is { } replicas) configs["min.insync.replicas"] = replicas.ToString(CultureInfo.InvariantCulture);
        return configs;
    }

    /// <summary>
    /// Only closed segments are deleted: a segment is closed after the retention at the latest, and deleted after it again.
    /// </summary>
    private static Dictionary<string, string> DeletedAfter(TimeSpan retention)
    {
        var milliseconds = ((long)retention.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        return new()
        {
            ["cleanup.policy"] = "delete",
            ["retention.ms"] = milliseconds,
            ["segment.ms"] = milliseconds,
            ["segment.bytes"] = "52428800",
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Created topic {Topic} with {Partitions} partitions")]
    private partial void LogCreated(string topic, int partitions);
}

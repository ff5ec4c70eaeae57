using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Clients;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;

namespace Messaging.Topics;

/// <summary>
/// Creates the missing topics of this service at startup, after the cluster has answered. If a topic can't be created, for example because
/// the service is not authorized, it logs a warning and the service continues. With <c>Topics:Create=false</c> it only requests the
/// metadata of each topic, so that brokers with <c>auto.create.topics.enable</c> create it.
/// </summary>
internal sealed partial class TopicProvisioner(
    IProducer<byte[], byte[]> producer,
    IEnumerable<RequiredTopic> topics,
    IConfiguration configuration,
    TopicChecks checks,
    TimeProvider time,
    ILogger<TopicProvisioner> logger) : BackgroundService
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CreateTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Only closed segments are compacted. Small segments close early, so consumers that read the whole topic read few obsolete records.</summary>
    private static readonly Dictionary<string, string> Compaction = new() { ["cleanup.policy"] = "compact", ["segment.bytes"] = "52428800" };

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the topics were checked or created. Cancelled only when the host stops.</summary>
    public Task Done => _done.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
            var retry = ClusterRetry.UntilSuccess<KafkaException>(RetryDelay, time, e => LogWaiting(e.Error.Reason));
            if (configuration.GetValue("Topics:Create", true)) await CreateMissingAsync(admin, retry, stoppingToken);
            else await RequestMetadataAsync(admin, retry, stoppingToken);
            _done.SetResult();
            await checks.RunAsync(admin, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _done.TrySetCanceled(stoppingToken);
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
            throw;
        }
    }

    private async Task CreateMissingAsync(IAdminClient admin, ResiliencePipeline retry, CancellationToken cancellationToken)
    {
        var cluster = await retry.ExecuteAsync(async token => await Task.Run(() => admin.GetMetadata(MetadataTimeout), token), cancellationToken);
        var existing = cluster.Topics.ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count);
        var missing = RequiredTopic.Missing(topics, existing);
        if (missing.Count == 0) return;

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
                else if (result.Error.Code is not ErrorCode.TopicAlreadyExists) LogNotCreated(result.Topic, result.Error.Reason);
            }
        }
        catch (KafkaException e)
        {
            foreach (var topic in missing) LogNotCreated(topic.Name, e.Error.Reason);
        }
    }

    private static Dictionary<string, string> ConfigsOf(RequiredTopic topic)
    {
        var configs = topic.Compacted ? new(Compaction) : topic.Retention is { } retention ? DeletedAfter(retention) : [];
        if (topic.MinInSyncReplicas is { } replicas) configs["min.insync.replicas"] = replicas.ToString(CultureInfo.InvariantCulture);
        return configs;
    }

    /// <summary>Only closed segments are deleted: a segment is closed after the retention at the latest, and deleted after it again.</summary>
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

    private async Task RequestMetadataAsync(IAdminClient admin, ResiliencePipeline retry, CancellationToken cancellationToken)
    {
        foreach (var name in topics.Select(topic => topic.Name).Distinct())
        {
            await retry.ExecuteAsync(async token => await Task.Run(() => admin.GetMetadata(name, MetadataTimeout), token), cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Created topic {Topic} with {Partitions} partitions")]
    private partial void LogCreated(string topic, int partitions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not create topic {Topic}: {Reason}. The service continues. Create the topic, or authorize this service to create it")]
    private partial void LogNotCreated(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Waiting for the cluster: {Reason}")]
    private partial void LogWaiting(string reason);
}

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
/// the service is not authorized, it logs a warning, and the service continues, while it tries again every few seconds. With <c>Topics:Create=false</c> it only requests the
/// metadata of each topic, so that brokers with <c>auto.create.topics.enable</c> create it.
/// </summary>
internal sealed partial class TopicProvisioner(
    IProducer<byte[], byte[]> producer,
    IEnumerable<RequiredTopic> topics,
    IConfiguration configuration,
    ClientIdentity identity,
    ClientErrors errors,
    TopicChecks checks,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<TopicProvisioner> logger) : BackgroundService
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CreateTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CreateRetryDelay = TimeSpan.FromSeconds(3);

    /// <summary>Only closed segments are compacted. Small segments close early, so consumers that read the whole topic read few obsolete records.</summary>
    private static readonly Dictionary<string, string> Compaction = new() { ["cleanup.policy"] = "compact", ["segment.bytes"] = "52428800" };

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile Dictionary<string, string> _notCreated = [];

    /// <summary>The topics that could not be created so far, each with a sentence that says why.</summary>
    public IReadOnlyDictionary<string, string> NotCreated => _notCreated;

    /// <summary>Completes when the topics were checked or created. Cancelled only when the host stops, also because this has failed.</summary>
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
            while (_notCreated.Count > 0)
            {
                await Task.Delay(CreateRetryDelay, time, stoppingToken);
                await CreateMissingAsync(admin, retry, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _done.TrySetCanceled(stoppingToken);
        }
        catch (Exception e)
        {
            LogFailed(e); // only here: those who wait for the topics must not log it again
            lifetime.StopApplicationWithError();
            _done.TrySetCanceled(stoppingToken);
        }
    }

    private async Task CreateMissingAsync(IAdminClient admin, ResiliencePipeline retry, CancellationToken cancellationToken)
    {
        var cluster = await retry.ExecuteAsync(async token => await Task.Run(() => admin.GetMetadata(MetadataTimeout), token), cancellationToken);
        var existing = cluster.Topics.ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count);
        var missing = RequiredTopic.Missing(topics, existing);
        var notCreated = new Dictionary<string, string>();
        if (missing.Count > 0) await CreateAsync(admin, missing, notCreated);
        foreach (var (topic, reason) in notCreated)
        {
            if (_notCreated.GetValueOrDefault(topic) != reason) LogNotCreated(topic, reason);
        }

        _notCreated = notCreated;
    }

    private async Task CreateAsync(IAdminClient admin, IReadOnlyList<RequiredTopic> missing, Dictionary<string, string> notCreated)
    {
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
                else if (IsToBeCreated(admin, result)) notCreated[result.Topic] = ReasonOf(result);
            }
        }
        catch (KafkaException e)
        {
            foreach (var topic in missing) notCreated[topic.Name] = e.Error.Reason;
        }
    }

    private string ReasonOf(CreateTopicReport result) => errors.Explain(result.Error, KafkaRight.CreateTopic(result.Topic));

    /// <summary>
    /// Whether a topic is missing as far as can be known: for a service that may not see it, the <see cref="RightsMonitor"/> names the right
    /// that it needs on the topic.
    /// </summary>
    private bool IsToBeCreated(IAdminClient admin, CreateTopicReport result)
    {
        if (result.Error.Code is ErrorCode.TopicAlreadyExists) return false;
        if (!identity.IsAuthenticated || !ClientErrors.IsMissingRight(result.Error)) return true;

        try
        {
            return !ClientErrors.IsMissingRight(admin.GetMetadata(result.Topic, MetadataTimeout).Topics.Single().Error);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not create topic {Topic}: {Reason}. The service tries again; or create the topic yourself")]
    private partial void LogNotCreated(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Checking the topics failed. This process stops with exit code 1 so that it is restarted")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Waiting for the cluster: {Reason}")]
    private partial void LogWaiting(string reason);
}

using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;

namespace Messaging.Topics;

/// <summary>
/// Creates the missing topics of this service at startup, after the cluster has answered. If a topic can't be created, for example because
/// the service is not authorized, it logs a warning, and the service continues, while it tries again every few seconds. With
/// <c>Topics:Create=false</c> it only requests the metadata of each topic, so that brokers with <c>auto.create.topics.enable</c> create it.
/// </summary>
internal sealed partial class TopicProvisioner(
    RequiredTopics topics, ClusterMetadata metadata, TopicCreator creator, TopicChecks checks, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<TopicProvisioner> logger) : BackgroundService
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CreateRetryDelay = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile Dictionary<string, string> _notCreated = [];

    /// <summary>The topics that could not be created so far, each with a sentence that says why.</summary>
    public IReadOnlyDictionary<string, string> NotCreated => _notCreated;

    /// <summary>
    /// Completes when the topics were checked or created. Cancelled only when the host stops, also because this has failed.
    /// </summary>
    public Task Done => _done.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var retry = ClusterRetry.UntilSuccess<KafkaException>(RetryDelay, time, e => LogWaiting(e.Error.Reason));
            if (topics.MayCreate) await CreateMissingAsync(retry, stoppingToken);
            else await RequestMetadataAsync(retry, stoppingToken);
            _done.SetResult();
            await checks.RunAsync(stoppingToken);
            while (_notCreated.Count > 0)
            {
                await Task.Delay(CreateRetryDelay, time, stoppingToken);
                await CreateMissingAsync(retry, stoppingToken);
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

    private async Task CreateMissingAsync(ResiliencePipeline retry, CancellationToken cancellationToken)
    {
        var cluster = await retry.ExecuteAsync(async token => await metadata.ReadAsync(MetadataTimeout, token), cancellationToken);
        var existing = cluster.Topics.ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count);
        var missing = RequiredTopic.Missing(topics.All, existing);
        var notCreated = missing.Count > 0 ? await creator.CreateAsync(missing) : [];
        foreach (var (topic, reason) in notCreated)
        {
            if (_notCreated.GetValueOrDefault(topic) != reason) LogNotCreated(topic, reason);
        }

        _notCreated = notCreated;
    }

    private async Task RequestMetadataAsync(ResiliencePipeline retry, CancellationToken cancellationToken)
    {
        foreach (var topic in topics.All)
        {
            await retry.ExecuteAsync(async token => await metadata.ReadAsync(topic.Name, MetadataTimeout, token), cancellationToken);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Could not create topic {Topic}: {Reason}. The service tries again; or create the topic yourself")]
    private partial void LogNotCreated(string topic, string reason);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "Checking the topics failed. This process stops with exit code 1 so that it is restarted")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Waiting for the cluster: {Reason}")]
    private partial void LogWaiting(string reason);
}

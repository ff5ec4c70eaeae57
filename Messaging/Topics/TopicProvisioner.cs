using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Topics;

/// <summary>
/// Makes sure at start that the topics of this service exist: waits for the cluster, looks, and creates what is missing. Goes on where
/// it may not create them: then somebody else does. <c>Topics:Create=false</c> leaves it to the brokers, which may create a topic
/// when it is asked for.
/// </summary>
internal sealed partial class TopicProvisioner(
    IProducer<byte[], byte[]> producer,
    IEnumerable<RequiredTopic> topics,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<TopicProvisioner> logger) : BackgroundService
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CreateTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Only segments that are full are compacted, so they are small, and whoever reads all of the topic reads little twice.</summary>
    private static readonly Dictionary<string, string> Compaction = new() { ["cleanup.policy"] = "compact", ["segment.bytes"] = "52428800" };

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the topics were looked after; only a stop of the host cancels it.</summary>
    public Task Done => _done.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
            if (configuration.GetValue("Topics:Create", true)) await CreateMissingAsync(admin, stoppingToken);
            else await AskForEachAsync(admin, stoppingToken);
            _done.SetResult();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _done.SetCanceled(stoppingToken);
        }
        catch (Exception e)
        {
            _done.SetException(e);
            throw;
        }
    }

    private async Task CreateMissingAsync(IAdminClient admin, CancellationToken cancellationToken)
    {
        var cluster = await AskAsync(() => admin.GetMetadata(MetadataTimeout), cancellationToken);
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
                    Configs = topic.Compacted ? Compaction : null,
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

    private async Task AskForEachAsync(IAdminClient admin, CancellationToken cancellationToken)
    {
        foreach (var name in topics.Select(topic => topic.Name).Distinct())
        {
            await AskAsync(() => admin.GetMetadata(name, MetadataTimeout), cancellationToken);
        }
    }

    private async Task<Metadata> AskAsync(Func<Metadata> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await Task.Run(ask, cancellationToken);
            }
            catch (KafkaException e)
            {
                LogWaiting(e.Error.Reason);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Created topic {Topic} with {Partitions} partitions")]
    private partial void LogCreated(string topic, int partitions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not create topic {Topic}: {Reason}. Going on: create it by hand, or give this service the right to")]
    private partial void LogNotCreated(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Waiting for the cluster: {Reason}")]
    private partial void LogWaiting(string reason);
}

using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Clients;
using Microsoft.Extensions.Logging;
using Polly;

namespace Messaging.Reading;

/// <summary>Queries the number of partitions of a topic, and their high watermarks. Retries until the cluster answers.</summary>
internal sealed partial class TopicOffsets
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly ClusterMetadata _metadata;
    private readonly IAdminClient _admin;
    private readonly ILogger<TopicOffsets> _logger;
    private readonly ResiliencePipeline _retry;
    private readonly ResiliencePipeline _retryVisible;

    public TopicOffsets(ClusterMetadata metadata, IAdminClient admin, TimeProvider time, ILogger<TopicOffsets> logger)
    {
        _metadata = metadata;
        _admin = admin;
        _logger = logger;
        _retry = ClusterRetry.UntilSuccess<KafkaException>(
            RetryDelay, time, e => LogWaiting(e.Error.Reason), e => IsTransient(e.Error) || ClientErrors.IsMissingRight(e.Error));
        _retryVisible = ClusterRetry.UntilSuccess<KafkaException>(RetryDelay, time, e => LogWaiting(e.Error.Reason), e => IsTransient(e.Error));
    }

    /// <summary>Returns the number of partitions of a topic. Waits for the topic, and for the right to see it.</summary>
    public async Task<int> PartitionCountAsync(string topic, CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(async token => await CountPartitionsAsync(topic, token), cancellationToken);

    /// <summary>Returns the number of partitions of a topic that users have chosen. Waits for the topic, but not for a right.</summary>
    /// <exception cref="KafkaException">This service lacks the right to see the topic.</exception>
    public async Task<int> VisiblePartitionCountAsync(string topic, CancellationToken cancellationToken) =>
        await _retryVisible.ExecuteAsync(async token => await CountPartitionsAsync(topic, token), cancellationToken);

    /// <summary>
    /// Returns the high watermark: the offset after the last record, whether committed or not. A consumer with <c>read_committed</c> gets
    /// the last stable offset instead, which excludes the records of pending transactions.
    /// </summary>
    public async Task<long> HighWatermarkAsync(TopicPartition partition, CancellationToken cancellationToken) => await _retry.ExecuteAsync(
        async _ =>
        {
            var response = await _admin.ListOffsetsAsync(
                [new() { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }],
                new() { IsolationLevel = IsolationLevel.ReadUncommitted, RequestTimeout = Timeout });
            return response.ResultInfos.Single().TopicPartitionOffsetError.Offset.Value;
        },
        cancellationToken);

    private async Task<int> CountPartitionsAsync(string topic, CancellationToken cancellationToken)
    {
        var response = await _metadata.ReadAsync(topic, Timeout, cancellationToken);
        if (response.Error.IsError) throw new KafkaException(response.Error);

        return response.Partitions.Count;
    }

    /// <summary>Whether a retry can succeed: the cluster is unreachable, elects leaders, or is creating the topic.</summary>
    private static bool IsTransient(Error error) => !error.IsFatal && (error.IsLocalError || error.Code is
        ErrorCode.UnknownTopicOrPart or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.OffsetNotAvailable
        or ErrorCode.RequestTimedOut or ErrorCode.NetworkException or ErrorCode.BrokerNotAvailable or ErrorCode.ReplicaNotAvailable
        or ErrorCode.NotController);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Waiting for the cluster: {Reason}")]
    private partial void LogWaiting(string reason);
}

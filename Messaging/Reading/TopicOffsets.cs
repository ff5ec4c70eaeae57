using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Messaging.Reading;

/// <summary>Queries the number of partitions of a topic, and their high watermarks. Retries until the cluster answers.</summary>
internal sealed partial class TopicOffsets(IProducer<byte[], byte[]> producer, TimeProvider time, ILogger<TopicOffsets> logger) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly IAdminClient _admin = new DependentAdminClientBuilder(producer.Handle).Build();

    /// <summary>Returns the number of partitions of a topic.</summary>
    public Task<int> PartitionCountAsync(string topic, CancellationToken cancellationToken) => RetryAsync(
        () => Task.Run(() =>
        {
            var response = _admin.GetMetadata(topic, Timeout).Topics.Single();
            if (response.Error.IsError) throw new KafkaException(response.Error);
            return response.Partitions.Count;
        }, cancellationToken),
        cancellationToken);

    /// <summary>
    /// Returns the high watermark: the offset after the last record, whether committed or not. A consumer with <c>read_committed</c> gets the
    /// last stable offset instead, which excludes the records of pending transactions.
    /// </summary>
    public Task<long> HighWatermarkAsync(TopicPartition partition, CancellationToken cancellationToken) => RetryAsync(
        async () =>
        {
            var response = await _admin.ListOffsetsAsync(
                [new() { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }],
                new() { IsolationLevel = IsolationLevel.ReadUncommitted, RequestTimeout = Timeout });
            return response.ResultInfos.Single().TopicPartitionOffsetError.Offset.Value;
        },
        cancellationToken);

    public void Dispose() => _admin.Dispose();

    /// <summary>Whether a retry can succeed: the cluster is unreachable, elects leaders, or is creating the topic.</summary>
    private static bool IsTransient(Error error) => !error.IsFatal && (error.IsLocalError || error.Code is
        ErrorCode.UnknownTopicOrPart or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.OffsetNotAvailable
        or ErrorCode.RequestTimedOut or ErrorCode.NetworkException or ErrorCode.BrokerNotAvailable or ErrorCode.ReplicaNotAvailable
        or ErrorCode.NotController);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Waiting for the cluster: {Reason}")]
    private partial void LogWaiting(string reason);

    private async Task<TResult> RetryAsync<TResult>(Func<Task<TResult>> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await ask();
            }
            catch (KafkaException e) when (IsTransient(e.Error))
            {
                LogWaiting(e.Error.Reason);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }
}

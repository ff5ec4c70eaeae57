using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Messaging.Reading;

/// <summary>Asks the cluster how many partitions a topic has, and where they end.</summary>
internal sealed partial class TopicOffsets(IProducer<byte[], byte[]> producer, TimeProvider time, ILogger<TopicOffsets> logger) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly IAdminClient _admin = new DependentAdminClientBuilder(producer.Handle).Build();

    /// <summary>How many partitions a topic has.</summary>
    public Task<int> PartitionCountAsync(string topic, CancellationToken cancellationToken) => RetryAsync(
        () => Task.Run(() =>
        {
            var response = _admin.GetMetadata(topic, Timeout).Topics.Single();
            if (response.Error.IsError) throw new KafkaException(response.Error);
            return response.Partitions.Count;
        }, cancellationToken),
        cancellationToken);

    /// <summary>
    /// The high watermark: the offset after the last record, be it committed or not. The end that a consumer of committed records is told
    /// comes before transactions that are pending, and so before what their commit will show.
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

    /// <summary>Whether it is worth asking again: the cluster is away or in motion, or the topic is being created.</summary>
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

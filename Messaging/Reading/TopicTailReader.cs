using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Logging;

namespace Messaging.Reading;

/// <summary>Follows all partitions of a topic, to show its latest records to users.</summary>
public sealed partial class TopicTailReader
{
    private readonly StandaloneConsumerFactory _consumers;
    private readonly TopicOffsets _offsets;
    private readonly ILogger<TopicTailReader> _logger;

    internal TopicTailReader(StandaloneConsumerFactory consumers, TopicOffsets offsets, ILogger<TopicTailReader> logger) =>
        (_consumers, _offsets, _logger) = (consumers, offsets, logger);

    /// <summary>Reads the last committed records of each partition and then new ones, until it is cancelled.</summary>
    /// <param name="topic">The name of the topic.</param>
    /// <param name="last">How many offsets before the end of each partition reading starts.</param>
    /// <param name="receive">
    /// Receives each record. Receives null when no further record is available, but not before all existing records are read.
    /// </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KafkaException">The topic can't be read.</exception>
    public async Task FollowAsync(
        string topic, int last, Action<ConsumeResult<byte[], byte[]>?> receive, CancellationToken cancellationToken)
    {
        var count = await _offsets.PartitionCountAsync(topic, cancellationToken);
        await Task.Factory.StartNew(
            () => Follow(topic, count, last, receive, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Follow(string topic, int count, int last, Action<ConsumeResult<byte[], byte[]>?> receive, CancellationToken cancellationToken)
    {
        using var consumer = _consumers.Create();
        PartitionTail.Follow(
            consumer, Enumerable.Range(0, count).Select(partition => new TopicPartition(topic, partition)), last, receive, error => LogConsumeError(error.Reason), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reader of the topic reported an error and continues: {Reason}")]
    private partial void LogConsumeError(string reason);
}

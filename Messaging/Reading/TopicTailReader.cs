using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Logging;

namespace Messaging.Reading;

/// <summary>Reads the tail of a topic, all partitions, as they grow: for people who want to see what is in it.</summary>
public sealed partial class TopicTailReader
{
    private readonly StandaloneConsumerFactory _consumers;
    private readonly TopicOffsets _offsets;
    private readonly ILogger<TopicTailReader> _logger;

    internal TopicTailReader(StandaloneConsumerFactory consumers, TopicOffsets offsets, ILogger<TopicTailReader> logger) =>
        (_consumers, _offsets, _logger) = (consumers, offsets, logger);

    /// <summary>Reads committed records, beginning with the last ones of each partition, until it is cancelled.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="last">How many offsets before its end it begins in each partition.</param>
    /// <param name="receive">
    /// Is given each record, one after the other; and null when no further one is at hand, not before all is read that was there.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The client reports an error, and goes on: {Reason}")]
    private partial void LogConsumeError(string reason);
}

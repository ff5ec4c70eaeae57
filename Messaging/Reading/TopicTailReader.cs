using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Logging;

namespace Messaging.Reading;

/// <summary>Follows a topic with a consumer of its own, which joins no group.</summary>
internal sealed partial class TopicTailReader(
    StandaloneConsumerFactory consumers, TopicOffsets offsets, ClientErrors errors, ILogger<TopicTailReader> logger) : ITopicTail
{
    public async Task FollowAsync(
        string topic, int last, Action<ConsumeResult<byte[], byte[]>?> receive, CancellationToken cancellationToken)
    {
        try
        {
            var count = await offsets.VisiblePartitionCountAsync(topic, cancellationToken);
            await Task.Factory.StartNew(
                () => Follow(topic, count, last, receive, cancellationToken),
                cancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
        catch (KafkaException e) when (ClientErrors.IsMissingRight(e.Error))
        {
            var right = KafkaRight.ReadTopic(topic);
            LogRefused(errors.MissingRight(right));
            throw new KafkaException(new Error(e.Error.Code, ClientErrors.MissingRightForClients(right)));
        }
    }

    private void Follow(
        string topic, int count, int last, Action<ConsumeResult<byte[], byte[]>?> receive, CancellationToken cancellationToken)
    {
        using var consumer = consumers.Create();
        PartitionTail.Follow(consumer, topic, partition: null, count, last, receive, error => LogConsumeError(error.Reason), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A topic that a user has chosen can't be shown: {Sentence}")]
    private partial void LogRefused(string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reader of the topic reported an error and continues: {Reason}")]
    private partial void LogConsumeError(string reason);
}

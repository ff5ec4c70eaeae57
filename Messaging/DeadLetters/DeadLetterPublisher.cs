using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Publishing;
using Microsoft.Extensions.Logging;

namespace Messaging.DeadLetters;

/// <summary>Publishes dead letters without a transaction.</summary>
internal sealed partial class DeadLetterPublisher(
    Publisher publisher, ServiceProducer producer, ClientErrors errors, TimeProvider time, ILogger<DeadLetterPublisher> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Publishes a dead letter, truncated if it is too large for its topic. Retries until all in-sync replicas have it, also while the
    /// right to write it is missing.
    /// </summary>
    /// <exception cref="RecordRejectedException">The cluster rejected the dead letter for another reason.</exception>
    public async ValueTask PublishAsync(DeadLetter deadLetter, CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(deadLetter.ToRecord(), cancellationToken);
        }
        catch (RecordRejectedException e) when (e.Reason is RejectionReason.TooLarge)
        {
            await PublishAsync(deadLetter.ToTruncatedRecord(), cancellationToken);
        }
    }

    private async ValueTask PublishAsync(OutgoingRecord record, CancellationToken cancellationToken)
    {
        var retry = ClusterRetry.UntilSuccess<PublishException>(RetryDelay, time, e => OnDelayed(record.Topic, e), CanSucceedLater);
        try
        {
            await retry.ExecuteAsync(async token => await publisher.PublishAsync(record, token), cancellationToken);
        }
        finally
        {
            producer.Refusal = null;
        }
    }

    private static bool CanSucceedLater(PublishException e) =>
        e is BrokerUnavailableException or RecordRejectedException { Reason: RejectionReason.NotAuthorized };

    private void OnDelayed(string topic, PublishException e)
    {
        if (e is not RecordRejectedException)
        {
            producer.Refusal = null;
            LogDelayed(topic, e.Message);
            return;
        }

        var sentence = errors.MissingRight(KafkaRight.WriteTopic(topic));
        producer.Refusal = new(new(ErrorCode.TopicAuthorizationFailed), sentence);
        LogDelayed(topic, sentence);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A dead letter for {Topic} could not be published. The service retries until it can: {Reason}")]
    private partial void LogDelayed(string topic, string reason);
}

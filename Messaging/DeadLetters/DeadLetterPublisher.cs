using Messaging.Clients;
using Microsoft.Extensions.Logging;

namespace Messaging.DeadLetters;

/// <summary>Publishes dead letters without a transaction.</summary>
internal sealed partial class DeadLetterPublisher(Publisher publisher, ClientErrors errors, TimeProvider time, ILogger<DeadLetterPublisher> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Publishes a dead letter, truncated if it is too large for its topic. Retries until all in-sync replicas have it, also while the
    /// service lacks the right to write to its topic.
    /// </summary>
    /// <exception cref="RecordRejectedException">The cluster rejected the dead letter.</exception>
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
        var retry = ClusterRetry.UntilSuccess<PublishException>(RetryDelay, time, e => LogDelayed(ReasonOf(e, record.Topic)), CanRetry);
        await retry.ExecuteAsync(async token => await publisher.PublishAsync(record, token), cancellationToken);
    }

    private static bool CanRetry(PublishException e) =>
        e is BrokerUnavailableException or RecordRejectedException { Reason: RejectionReason.NotAuthorized };

    private string ReasonOf(PublishException e, string topic) =>
        e is RecordRejectedException ? errors.MissingRight(KafkaRight.WriteTopic(topic)) : $"{topic}: {e.Message}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "A dead letter could not be published. The service retries until it can: {Reason}")]
    private partial void LogDelayed(string reason);
}

using Messaging.Clients;
using Microsoft.Extensions.Logging;

namespace Messaging.DeadLetters;

/// <summary>Publishes dead letters without a transaction.</summary>
internal sealed partial class DeadLetterPublisher(Publisher publisher, TimeProvider time, ILogger<DeadLetterPublisher> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Publishes a dead letter, truncated if it is too large for its topic. Retries until all in-sync replicas have it.</summary>
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
        var retry = ClusterRetry.UntilSuccess<BrokerUnavailableException>(RetryDelay, time, e => LogDelayed(record.Topic, e.Message));
        await retry.ExecuteAsync(async token => await publisher.PublishAsync(record, token), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A dead letter for {Topic} could not be published. The service retries until a broker answers: {Reason}")]
    private partial void LogDelayed(string topic, string reason);
}

using Messaging.Clients;
using Microsoft.Extensions.Logging;
using Polly;

namespace Messaging.DeadLetters;

/// <summary>Publishes dead letters without a transaction.</summary>
internal sealed partial class DeadLetterPublisher
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Publisher _publisher;
    private readonly ILogger<DeadLetterPublisher> _logger;
    private readonly ResiliencePipeline _retry;

    public DeadLetterPublisher(Publisher publisher, TimeProvider time, ILogger<DeadLetterPublisher> logger)
    {
        _publisher = publisher;
        _logger = logger;
        _retry = Retry.UntilSuccess<BrokerUnavailableException>(RetryDelay, time, e => LogDelayed(e.Message));
    }

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

    private async ValueTask PublishAsync(OutgoingRecord record, CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(async token => await _publisher.PublishAsync(record, token), cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A dead letter could not be published. The service retries until a broker answers: {Reason}")]
    private partial void LogDelayed(string reason);
}

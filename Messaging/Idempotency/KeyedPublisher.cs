using Messaging.Publishing;
using Messaging.Telemetry;
using Microsoft.Extensions.Options;

namespace Messaging.Idempotency;

/// <summary>
/// Publishes each record once, however often it is sent with the same key: at any instance, after a restart, and after an outage of the
/// cluster. A record and its key are published in one transaction. Its clients are created at the first request with a key.
/// </summary>
public sealed class KeyedPublisher
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly KeyedRequests _requests;
    private readonly Lazy<KeyedPublishingLoop> _loop;
    private readonly BrokerMonitor _monitor;
    private readonly KafkaTelemetry _telemetry;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    internal KeyedPublisher(
        KeyedRequests requests, Lazy<KeyedPublishingLoop> loop, BrokerMonitor monitor, KafkaTelemetry telemetry,
        IOptions<IdempotencyOptions> options, TimeProvider time)
    {
        _requests = requests;
        _loop = loop;
        _monitor = monitor;
        _telemetry = telemetry;
        _timeout = options.Value.Timeout;
        _time = time;
    }

    /// <summary>
    /// Publishes a record, or returns the receipt of the one that was published under this key within the window. Records are published in
    /// the order of the calls.
    /// </summary>
    /// <param name="record">The record to publish.</param>
    /// <param name="key">The key.</param>
    /// <param name="joins">Whether to wait for the receipt of an equal call that is in progress, instead of failing.</param>
    /// <param name="cancellationToken">Cancels the wait. The record may be published nevertheless.</param>
    /// <exception cref="KeyReusedException">Another record was published under the key, or is being published.</exception>
    /// <exception cref="KeyInUseException">A call with the same key is in progress.</exception>
    /// <exception cref="TooManyKeysException">The maximum number of keys is remembered.</exception>
    /// <exception cref="BrokerUnavailableException">
    /// No broker can be reached, too many requests wait, or the outcome was unknown at the timeout. A retry with the key is safe.
    /// </exception>
    /// <exception cref="RecordRejectedException">The cluster rejected the record. The key stays unused.</exception>
    public async Task<KeyedReceipt> PublishAsync(
        OutgoingRecord record, string key, bool joins = false, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var refusal = _monitor.DownReason is { } reason ? PublishErrors.Unreachable(reason) : null;
        var (known, request, isFirst) = _requests.Enter(record, key, joins, refusal);
        if (known is { } receipt) return Counted(new(receipt, IsReplay: true), record);

        try
        {
            _loop.Value.EnsureStarted();
            var answer = await request!.Answer.WaitAsync(_timeout, _time, cancellationToken);
            return Counted(answer with { IsReplay = answer.IsReplay || !isFirst }, record);
        }
        catch (TimeoutException)
        {
            throw new BrokerUnavailableException(
                "The cluster did not acknowledge the record in time. A retry with the idempotency key is safe.", RetryAfter);
        }
        finally
        {
            _requests.Leave(request!);
        }
    }

    private KeyedReceipt Counted(KeyedReceipt receipt, in OutgoingRecord record)
    {
        if (receipt.IsReplay) _telemetry.Replayed(record.Topic);
        return receipt;
    }
}

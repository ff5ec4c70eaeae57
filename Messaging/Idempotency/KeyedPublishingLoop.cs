using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Publishing;
using Microsoft.Extensions.Logging;

namespace Messaging.Idempotency;

/// <summary>
/// Publishes the queued requests, on its own thread:
/// <code>
///   queue ── (1) take ──► requests
///                           │ (2) become the owner, unless this instance is it: take over the transactional id, which ends the transaction
///                           │     of the previous owner; then read the topic of the keys to its end
///                           │ (3) answer the requests whose keys are known by now; drop those for which nobody waits any more
///                           ▼
///   topics ◄── records ── (4) one transaction ── keys ──► idempotency-keys
///                           │ (5) answer the requests
///                           ▼
///             if a record fails: answer it, and steps 2 to 5 for the others; one by one for those of a batch that was refused
///             if anything else fails: discard the producer, wait, and repeat from step 2
/// </code>
/// So the topic decides which keys are used, whatever became of an earlier transaction. While this instance is the owner, nobody else
/// writes keys, and it need not read them again.
/// </summary>
internal sealed partial class KeyedPublishingLoop(
    KeyedRequests requests, KeyTopic keys, KeyTransactions transactions, KnownTopics topics, ClientErrors errors, Random random,
    ILogger<KeyedPublishingLoop> logger) : IDisposable
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(100);
    private const int LongestDelayFactor = 16;

    /// <summary>Longer than the timeout of a call of a producer.</summary>
    private static readonly TimeSpan LastCallTimeout = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private Thread? _thread;
    private int _delayFactor = 1;
    private string? _lastReason;
    private volatile string? _missingRight;

    /// <summary>The right without which no record is published, in a sentence; null when none is missing as far as is known.</summary>
    public string? MissingRight => _missingRight;

    /// <summary>Starts the thread at the first request.</summary>
    public void EnsureStarted()
    {
        if (Volatile.Read(ref _thread) is not null) return;

        lock (_lock)
        {
            if (_thread is not null) return;

            _thread = new(Run) { Name = "publish with idempotency keys", IsBackground = true };
            _thread.UnsafeStart();
        }
    }

    /// <summary>Ends the thread. A transaction that is open is aborted by its timeout or the next owner.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        transactions.Stop();
        requests.Queued.Set();
        if (_thread?.Join(LastCallTimeout) is false) return; // a producer must not be disposed during a call

        transactions.Discard();
        transactions.Dispose();
    }

    private void Run()
    {
        while (!_stopping.IsCancellationRequested)
        {
            requests.Queued.WaitOne(); // (1)
            while (requests.Take() is { Count: > 0 } taken && !_stopping.IsCancellationRequested) Publish(taken);
        }
    }

    private void Publish(List<KeyedRequest> taken)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                BecomeOwner(); // (2)
                taken = requests.Unpublished(taken).FindAll(IsPossible); // (3)
                if (taken.Count == 0)
                {
                    _missingRight = null; // it is the owner: if another right is missing, the next request tells
                    return;
                }

                var (isCommitted, deliveries, at) = transactions.Publish(taken); // (4)
                (_delayFactor, _lastReason, _missingRight) = (1, null, null);
                if (isCommitted) Answer(taken, deliveries, at); // (5)
                else PublishApart(taken, deliveries);
                return;
            }
            catch (Exception e)
            {
                transactions.Discard();
                if (_stopping.IsCancellationRequested) return;

                DelayAfter(e);
            }
        }
    }

    private void BecomeOwner()
    {
        if (transactions.IsOwner) return;

        transactions.Initialize();
        keys.ReadToEnd(requests, _stopping.Token);
    }

    /// <summary>Refuses a request whose topic or partition does not exist.</summary>
    private bool IsPossible(KeyedRequest request)
    {
        if (topics.RefusalOf(request.Record) is not { } refusal) return true;

        requests.Refuse(request, refusal);
        return false;
    }

    private void Answer(List<KeyedRequest> published, Deliveries deliveries, DateTimeOffset at)
    {
        for (var i = 0; i < published.Count; i++)
        {
            var (request, delivery) = (published[i], deliveries[i]);
            if (delivery.WasSent) requests.Publish(request, new(request.Fingerprint, delivery.Receipt, at));
            else requests.Refuse(request, PublishErrors.ToException(delivery.Error, request.Record.Topic));
        }
    }

    /// <summary>
    /// The transaction is aborted, because a record failed. The others are published together. The cluster refuses all records of a batch
    /// together, so that one that was refused together with others of its partition may be innocent and is published alone.
    /// </summary>
    private void PublishApart(List<KeyedRequest> unpublished, Deliveries deliveries)
    {
        var failed = unpublished.Index().Where(request => deliveries[request.Index].IsFailure).ToList();
        if (failed.Count == 0) throw new KafkaException(ErrorCode.Local_Fail);

        var suspects = failed
            .GroupBy(request => (deliveries[request.Index].Receipt.Topic, deliveries[request.Index].Receipt.Partition))
            .Where(batch => batch.Count() > 1)
            .SelectMany(batch => batch)
            .Where(request => PublishErrors.ToException(deliveries[request.Index].Error, request.Item.Record.Topic) is RecordRejectedException)
            .Select(request => request.Item)
            .ToList();
        foreach (var (index, request) in failed.ExceptBy(suspects, request => request.Item))
        {
            requests.Refuse(request, PublishErrors.ToException(deliveries[index].Error, request.Record.Topic));
        }

        var others = unpublished.Except(failed.Select(request => request.Item)).ToList();
        if (others.Count > 0) Publish(others);
        foreach (var request in suspects) Publish([request]);
    }

    /// <summary>
    /// Waits for a random time, which grows with each failure in a row. Two instances that both have requests take the ownership from each
    /// other. In this time the other one can publish all that it has.
    /// </summary>
    private void DelayAfter(Exception e)
    {
        var delay = ShortestDelay * _delayFactor * (1 + 2 * random.NextDouble());
        _delayFactor = Math.Min(2 * _delayFactor, LongestDelayFactor);
        if (e is not KafkaException failure) LogFailed(e, delay.TotalMilliseconds);
        else if (IsTakeover(failure.Error)) LogTakeover(delay.TotalMilliseconds);
        else LogRepeatedOnce(failure);

        _stopping.Token.WaitHandle.WaitOne(delay);
    }

    private void LogRepeatedOnce(KafkaException e)
    {
        var (error, right) = ClientErrors.RefusalIn(e);
        var reason = errors.Explain(
            error, right is not null ? [right] : [KafkaRight.WriteTransactionalId(keys.Name), KafkaRight.WriteTopic(keys.Name)]);
        if (reason != _lastReason) LogRepeated(reason);
        _lastReason = reason;
        _missingRight = ClientErrors.IsMissingRight(error) ? reason : null;
    }

    /// <summary>The client purges the records of a transaction when it is fenced. It writes any other cause to its log.</summary>
    private static bool IsTakeover(Error error) => error.Code is
        ErrorCode.Local_Fenced or ErrorCode.InvalidProducerEpoch or ErrorCode.ProducerFenced
        or ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight;

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Another instance publishes records with idempotency keys now. This one takes over in {Delay:0} ms")]
    private partial void LogTakeover(double delay);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A transaction of records with idempotency keys failed, and is repeated until it succeeds: {Reason}")]
    private partial void LogRepeated(string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Publishing records with idempotency keys failed unexpectedly. It is repeated in {Delay:0} ms")]
    private partial void LogFailed(Exception exception, double delay);
}

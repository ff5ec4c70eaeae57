using Confluent.Kafka;
using KafkaConsole.Cluster;
using Messaging.Clients;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Writes records and their markers in one transaction: steps 3 and 6 of <see cref="DeadLetterRedriver"/>. It has a single caller at a
/// time.
/// <code>
///                 BeginTransaction         all acknowledged
///   Initialize ──► None ──────────► Abort ──────────────────► Commit ──► None
///                                     └───► AbortTransaction ──────────► None
/// </code>
/// The states are named by the call that is pending in them.
/// </summary>
/// <remarks>
/// All consoles use the same transactional id, so the cluster fences the previous console: it aborts a transaction that the previous one
/// left open before this one reads the markers. A call that timed out stays pending, and the next caller makes it again. The client
/// remembers the state of the call; to dispose a client during such a call may never return.
/// </remarks>
internal sealed class RedriveTransactions(ClusterClients clients, RedriveSignature signature, TimeProvider time) : IDisposable
{
    private const string TransactionalId = "kafka-console-redrive";

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MessageTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(60);

    private IProducer<byte[]?, byte[]?>? _producer;
    private PendingCall _pending = PendingCall.Initialize;

    /// <summary>The call that must succeed before the next transaction can begin.</summary>
    private enum PendingCall
    {
        None,
        Initialize,
        Commit,
        Abort,
    }

    /// <summary>Ensures that no earlier transaction is open, of this console or of another one: step 3.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public void FinishEarlierTransaction()
    {
        try
        {
            FinishPendingCall();
        }
        catch (KafkaException e) when (e.Error.IsFatal)
        {
            ResetProducer(); // another console has fenced this producer, or the cluster aborted its transaction
            FinishPendingCallOfNewProducer();
        }
        catch (KafkaException e)
        {
            throw clients.Explain(e, KafkaRight.WriteTransactionalId(TransactionalId));
        }
    }

    /// <summary>Redrives dead letters and marks them, all or none: step 6. Call <see cref="FinishEarlierTransaction"/> before.</summary>
    /// <returns>Where each is now, in the same order.</returns>
    /// <exception cref="ClusterException">
    /// The transaction failed, or its outcome is unknown. In the latter case the markers show it after the next
    /// <see cref="FinishEarlierTransaction"/>.
    /// </exception>
    public async Task<IReadOnlyList<RedrivenTo>> SendAsync(IReadOnlyList<RedrivableLetter> letters)
    {
        var producer = _producer ?? throw new InvalidOperationException($"Call {nameof(FinishEarlierTransaction)} before.");
        try
        {
            producer.BeginTransaction();
            _pending = PendingCall.Abort;
            var reports = await Task.WhenAll(letters.Select(letter => producer.ProduceAsync(letter.Source, letter.ToRecord())));
            var redriven = letters.Zip(reports, RedrivenToOf).ToList();
            await Task.WhenAll(letters.Zip(redriven, (letter, to) => producer.ProduceAsync(RedriveMarkers.Topic, MarkerOf(letter, to))));
            _pending = PendingCall.Commit;
            FinishPendingCall();
            return redriven;
        }
        catch (KafkaException e)
        {
            var reason = IsPurged(e.Error) ? ReasonOfPurge(producer) ?? e : e;

            // After another console has fenced this producer, its records are purged before the client reports the fatal error.
            if (reason.Error.IsFatal || IsPurged(reason.Error)) ResetProducer();
            else TryAbort();

            throw clients.Explain(reason, NeededFor(reason.Error, e));
        }
    }

    public void Dispose()
    {
        if (_producer is { } producer && _pending is PendingCall.None) ClusterClients.DisposeInBackground(producer);

        _producer = null;
    }

    private static bool IsPurged(Error error) => error.Code is ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight;

    /// <summary>
    /// Asks the client why it has purged the records of the transaction, which is all that their reports say: it refuses to commit for the
    /// reason, such as a missing right on a topic. Null when it has no other reason than the purge, as after a fencing.
    /// </summary>
    private static KafkaException? ReasonOfPurge(IProducer<byte[]?, byte[]?> producer)
    {
        try
        {
            producer.CommitTransaction(CallTimeout); // never commits without the purged records
            return null;
        }
        catch (KafkaException e)
        {
            return e.Error.Code is ErrorCode.Local_Inconsistent ? null : e;
        }
    }

    private static KafkaRight NeededFor(Error reason, KafkaException failed) =>
        reason.Code is ErrorCode.TopicAuthorizationFailed && failed is ProduceException<byte[]?, byte[]?> { DeliveryResult.Topic: { } topic }
            ? KafkaRight.WriteTopic(topic)
            : KafkaRight.WriteTransactionalId(TransactionalId);

    private RedrivenTo RedrivenToOf(RedrivableLetter letter, DeliveryResult<byte[]?, byte[]?> report) =>
        new(
            report.Topic,
            report.Partition.Value,
            report.Offset.IsSpecial ? null : report.Offset.Value,
            time.GetUtcNow(),
            letter.EditedValue is not null);

    private Message<byte[]?, byte[]?> MarkerOf(RedrivableLetter letter, RedrivenTo to)
    {
        var (key, value) = (letter.MarkerKey, to.Encode());
        return new() { Key = key, Value = value, Headers = [new Header(RedriveSignature.Header, signature.Of(key, value))] };
    }

    private void FinishPendingCall()
    {
        _producer ??= clients.NewTransactionalProducer(TransactionalId, MessageTimeout, TransactionTimeout);
        try
        {
            if (_pending is PendingCall.Initialize) _producer.InitTransactions(CallTimeout);
            else if (_pending is PendingCall.Commit) _producer.CommitTransaction(CallTimeout);
            else if (_pending is PendingCall.Abort) _producer.AbortTransaction(CallTimeout);
        }
        catch (KafkaTxnRequiresAbortException)
        {
            _pending = PendingCall.Abort;
            throw;
        }

        _pending = PendingCall.None;
    }

    private void FinishPendingCallOfNewProducer()
    {
        try
        {
            FinishPendingCall();
        }
        catch (KafkaException e)
        {
            if (e.Error.IsFatal) ResetProducer();

            throw clients.Explain(e, KafkaRight.WriteTransactionalId(TransactionalId));
        }
    }

    /// <summary>Aborts the transaction at once if possible, because consumers of committed records wait for its end.</summary>
    private void TryAbort()
    {
        if (_pending is not PendingCall.Abort) return;

        try
        {
            FinishPendingCall();
        }
        catch (KafkaException)
        {
            // The call stays pending, and the next caller makes it again.
        }
    }

    private void ResetProducer()
    {
        if (_producer is { } producer) ClusterClients.DisposeInBackground(producer);

        _producer = null;
        _pending = PendingCall.Initialize;
    }
}

using System.Text;
using Confluent.Kafka;
using KafkaConsole.Cluster;
using Messaging.DeadLetters;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Writes records and their markers in one transaction. All consoles use the same transactional id, so the cluster fences the previous
/// one: a transaction that it left open is aborted before this one reads the markers.
/// </summary>
/// <remarks>
/// A call that timed out is made again by the next caller: the client remembers its state, and disposing a client within such a call may
/// never return. One caller at a time.
/// </remarks>
internal sealed class RedriveTransactions(ClusterClients clients, TimeProvider time) : IDisposable
{
    private const string TransactionalId = "kafka-console-redrive";
    private const string FromHeader = "redriven.from";

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MessageTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(60);

    private IProducer<byte[]?, byte[]?>? _producer;
    private PendingCall _pending = PendingCall.Initialize;

    /// <summary>The call that has to succeed before the next transaction can begin.</summary>
    private enum PendingCall
    {
        None,
        Initialize,
        Commit,
        Abort,
    }

    /// <summary>Ensures that no earlier transaction is open, of this console or of another one.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public void Prepare()
    {
        for (var isSecond = false; ; isSecond = true)
        {
            _producer ??= clients.NewTransactionalProducer(TransactionalId, MessageTimeout, TransactionTimeout);
            try
            {
                FinishPendingCall(_producer);
                return;
            }
            catch (KafkaException e) when (e.Error.IsFatal && !isSecond)
            {
                ResetProducer(); // another console has fenced this one, or the cluster aborted the transaction
            }
            catch (KafkaException e)
            {
                if (e.Error.IsFatal) ResetProducer();

                throw ClusterException.From(e);
            }
        }
    }

    /// <summary>Redrives dead letters and marks them, all or none. Call <see cref="Prepare"/> before.</summary>
    /// <returns>Where each is now, in the same order.</returns>
    /// <exception cref="ClusterException">The transaction failed, or its outcome is unknown: then the markers tell it after the next <see cref="Prepare"/>.</exception>
    public async Task<IReadOnlyList<RedrivenTo>> SendAsync(IReadOnlyList<(ConsumeResult<byte[], byte[]> Letter, DeadLetterCause Cause)> letters)
    {
        var producer = _producer ?? throw new InvalidOperationException("Call Prepare before.");
        try
        {
            producer.BeginTransaction();
            _pending = PendingCall.Abort;
            var sent = await Task.WhenAll(letters.Select(letter =>
                producer.ProduceAsync(new TopicPartition(letter.Cause.Topic, letter.Cause.Partition), Original(letter.Letter, letter.Cause))));
            var redriven = sent.Select(report => new RedrivenTo(report.Topic, report.Partition.Value, report.Offset.Value, time.GetUtcNow())).ToList();
            await Task.WhenAll(letters.Zip(redriven, (letter, to) => producer.ProduceAsync(RedriveMarkers.Topic, new() { Key = NameOf(letter.Letter), Value = to.Encode() })));
            _pending = PendingCall.Commit;
            FinishPendingCall(producer);
            return redriven;
        }
        catch (KafkaException e)
        {
            if (e.Error.IsFatal) ResetProducer();
            else TryAbort(producer);

            throw ClusterException.From(e);
        }
    }

    public void Dispose()
    {
        if (_producer is { } producer && _pending is PendingCall.None) ClusterClients.DisposeInBackground(producer);

        _producer = null;
    }

    private void FinishPendingCall(IProducer<byte[]?, byte[]?> producer)
    {
        try
        {
            if (_pending is PendingCall.Initialize) producer.InitTransactions(CallTimeout);
            else if (_pending is PendingCall.Commit) producer.CommitTransaction(CallTimeout);
            else if (_pending is PendingCall.Abort) producer.AbortTransaction(CallTimeout);
        }
        catch (KafkaTxnRequiresAbortException)
        {
            _pending = PendingCall.Abort;
            throw;
        }

        _pending = PendingCall.None;
    }

    /// <summary>Aborts the transaction at once if possible, because readers of committed records wait for its end.</summary>
    private void TryAbort(IProducer<byte[]?, byte[]?> producer)
    {
        if (_pending is not PendingCall.Abort) return;

        try
        {
            FinishPendingCall(producer);
        }
        catch (KafkaException)
        {
            // The next caller aborts it.
        }
    }

    private void ResetProducer()
    {
        if (_producer is { } producer) ClusterClients.DisposeInBackground(producer);

        (_producer, _pending) = (null, PendingCall.Initialize);
    }

    private static Message<byte[]?, byte[]?> Original(ConsumeResult<byte[], byte[]> letter, DeadLetterCause cause)
    {
        var headers = new Headers();
        foreach (var header in letter.Message.Headers ?? [])
        {
            if (!header.Key.StartsWith(DeadLetterHeaders.Prefix, StringComparison.Ordinal) && header.Key != FromHeader)
                headers.Add(header.Key, header.GetValueBytes());
        }

        headers.Add(FromHeader, NameOf(letter));
        return new() { Key = letter.Message.Key, Value = letter.Message.Value, Headers = headers, Timestamp = cause.TimestampOf(letter) };
    }

    private static byte[] NameOf(ConsumeResult<byte[], byte[]> letter) =>
        Encoding.UTF8.GetBytes(RedrivenTo.NameOf(letter.Topic, letter.Partition.Value, letter.Offset.Value));
}

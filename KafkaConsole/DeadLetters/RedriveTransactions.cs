using System.Text;
using Confluent.Kafka;
using KafkaConsole.Cluster;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Writes records and their markers in one transaction. The transactional id is the same for every dashboard, so that the cluster fences
/// the one before: what that had not committed is undone before this one reads the markers.
/// </summary>
/// <remarks>
/// A call that got no answer in time is taken up again by the next caller instead of being given up: the client remembers how far it came,
/// and a client that is disposed of in the middle of such a call may never end. One caller at a time.
/// </remarks>
internal sealed class RedriveTransactions(ClusterClients clients, TimeProvider time) : IDisposable
{
    public const string TransactionalId = "dashboard-redrive";
    public const string FromHeader = "redriven.from";

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MessageTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(60);

    private IProducer<byte[]?, byte[]?>? _producer;
    private Stage _stage;

    /// <summary>How far the producer is: which call has to be made, or made again, before a transaction can begin.</summary>
    private enum Stage
    {
        Initialising,
        Idle,
        Committing,
        Aborting,
    }

    /// <summary>Sees to it that no earlier transaction is pending, be it of this dashboard or of another.</summary>
    /// <exception cref="ClusterException">The cluster has no answer.</exception>
    public void Prepare()
    {
        for (var isSecond = false; ; isSecond = true)
        {
            _producer ??= clients.NewTransactionalProducer(TransactionalId, MessageTimeout, TransactionTimeout);
            try
            {
                TakeUp(_producer);
                return;
            }
            catch (KafkaException e) when (e.Error.IsFatal && !isSecond)
            {
                Discard(); // another dashboard has taken over since, or the cluster gave the transaction up: begin anew
            }
            catch (KafkaException e)
            {
                if (e.Error.IsFatal) Discard();

                throw ClusterException.Of(e);
            }
        }
    }

    /// <summary>Sends dead letters back and marks them, all or none. <see cref="Prepare"/> comes first.</summary>
    /// <returns>Where each went, in the same order.</returns>
    /// <exception cref="ClusterException">It is not done, or not known to be done: after the next <see cref="Prepare"/> the markers tell.</exception>
    public async Task<IReadOnlyList<Redriven>> SendAsync(IReadOnlyList<(ConsumeResult<byte[], byte[]> Letter, DeadLetterCause Cause)> letters)
    {
        var producer = _producer ?? throw new InvalidOperationException("Prepare first.");
        try
        {
            producer.BeginTransaction();
            _stage = Stage.Aborting;
            var sent = await Task.WhenAll(letters.Select(letter =>
                producer.ProduceAsync(new TopicPartition(letter.Cause.Topic, letter.Cause.Partition), Original(letter.Letter, letter.Cause))));
            var redriven = sent.Select(report => new Redriven(report.Topic, report.Partition.Value, report.Offset.Value, time.GetUtcNow())).ToList();
            await Task.WhenAll(letters.Zip(redriven, (letter, went) => producer.ProduceAsync(RedriveMarkers.Topic, Marker(letter.Letter, went))));
            _stage = Stage.Committing;
            TakeUp(producer);
            return redriven;
        }
        catch (KafkaException e)
        {
            Abandon(e.Error);
            throw ClusterException.Of(e);
        }
    }

    public void Dispose()
    {
        if (_producer is { } producer && _stage == Stage.Idle) ClusterClients.Retire(producer);

        _producer = null;
    }

    private void TakeUp(IProducer<byte[]?, byte[]?> producer)
    {
        try
        {
            if (_stage == Stage.Initialising) producer.InitTransactions(CallTimeout);
            else if (_stage == Stage.Committing) producer.CommitTransaction(CallTimeout);
            else if (_stage == Stage.Aborting) producer.AbortTransaction(CallTimeout);
        }
        catch (KafkaTxnRequiresAbortException)
        {
            _stage = Stage.Aborting;
            throw;
        }

        _stage = Stage.Idle;
    }

    /// <summary>Takes back what was sent, if it can be done at once: readers of committed records wait for it.</summary>
    private void Abandon(Error error)
    {
        if (error.IsFatal)
        {
            Discard();
            return;
        }

        try
        {
            if (_producer is { } producer && _stage == Stage.Aborting) TakeUp(producer);
        }
        catch (KafkaException)
        {
            // The next caller takes it up.
        }
    }

    private void Discard()
    {
        if (_producer is { } producer) ClusterClients.Retire(producer);

        (_producer, _stage) = (null, Stage.Initialising);
    }

    private static Message<byte[]?, byte[]?> Original(ConsumeResult<byte[], byte[]> letter, DeadLetterCause cause)
    {
        var headers = new Headers();
        foreach (var header in letter.Message.Headers ?? [])
        {
            if (!header.Key.StartsWith(DeadLetterCause.Prefix, StringComparison.Ordinal) && header.Key != FromHeader)
                headers.Add(header.Key, header.GetValueBytes());
        }

        headers.Add(FromHeader, NameOf(letter));
        return new() { Key = letter.Message.Key, Value = letter.Message.Value, Headers = headers, Timestamp = DeadLetterCause.TimestampOf(letter, cause) };
    }

    private static Message<byte[]?, byte[]?> Marker(ConsumeResult<byte[], byte[]> letter, Redriven went) => new() { Key = NameOf(letter), Value = went.Encode() };

    private static byte[] NameOf(ConsumeResult<byte[], byte[]> letter) =>
        Encoding.UTF8.GetBytes(Redriven.NameOf(letter.Topic, letter.Partition.Value, letter.Offset.Value));
}

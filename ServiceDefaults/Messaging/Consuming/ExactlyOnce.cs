using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging.Delivery;
using ServiceDefaults.Messaging.Publishing;
using ServiceDefaults.Messaging.Telemetry;

namespace ServiceDefaults.Messaging.Consuming;

/// <summary>
/// Read, process, write as one: what is sent for some records and the offsets of these records become visible together, in a
/// transaction per short interval, or not at all.
/// <code>
///   begin ─► record, record, … (outputs are sent at once) ─► offsets ─► commit
///              └─ any error ─► abort ─► back to the first record of the transaction
/// </code>
/// The group's generation goes with the offsets, so that the cluster refuses the commit of an instance that has lost its partitions
/// (KIP-447, "Producer scalability for exactly once semantics").
/// </summary>
internal sealed partial class ExactlyOnce<TIn, TOut> : IGuarantee, IDestination<TIn>
    where TIn : notnull
    where TOut : class
{
    private const int MaxAbortsInARow = 5;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Topic<TIn> _from;
    private readonly Topic<TOut> _to;
    private readonly string _group;
    private readonly ConsumerOptions _options;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly RecordSender _sender;
    private readonly ITransform<TIn, TOut> _transform;
    private readonly RecordDelivery<TIn> _delivery;
    private readonly KafkaTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger<ExactlyOnce<TIn, TOut>> _logger;

    private readonly Transaction _transaction = new();
    private Action _waiting = () => { };
    private CancellationToken _stopping;
    private int _abortsInARow;
    private TOut? _output;

    public ExactlyOnce(
        Topic<TIn> from, Topic<TOut> to, string group, ConsumerOptions options, IConsumer<byte[], byte[]> consumer,
        IProducer<byte[], byte[]> producer, RecordSender sender, ITransform<TIn, TOut> transform,
        KafkaTelemetry telemetry, TimeProvider time, ILogger<ExactlyOnce<TIn, TOut>> logger)
    {
        (_from, _to, _group, _options, _consumer, _producer) = (from, to, group, options, consumer, producer);
        (_sender, _transform, _telemetry, _time, _logger) = (sender, transform, telemetry, time, logger);
        _delivery = new(from, group, options, this, telemetry, time, logger);
    }

    public bool ReleasesAllAtOnce => true;

    public void Start(Action waiting, CancellationToken stopping)
    {
        (_waiting, _stopping) = (waiting, stopping);
        Insist(() => _producer.InitTransactions(CallTimeout));
    }

    public ValueTask ProcessAsync(ConsumeResult<byte[], byte[]> record, CancellationToken abandoned)
    {
        if (!_transaction.IsOpen)
        {
            _producer.BeginTransaction();
            _transaction.Open(_time.GetTimestamp());
        }

        _transaction.Begin(record.TopicPartitionOffset);
        return _delivery.DeliverAsync(record, abandoned);
    }

    public void Done(ConsumeResult<byte[], byte[]> record)
    {
        _transaction.Done(record.TopicPartitionOffset);
        if (_transaction.Count >= _options.TransactionMaxRecords) Commit();
    }

    public TimeSpan? Tick()
    {
        if (!_transaction.IsOpen) return null;

        var rest = _options.TransactionInterval - _time.GetElapsedTime(_transaction.Started);
        if (rest > TimeSpan.Zero) return rest;

        Commit();
        return null;
    }

    public void Release()
    {
        if (_transaction.IsOpen) Commit();
    }

    public void Forget()
    {
        if (_transaction.IsOpen) Abort();
    }

    ValueTask IDestination<TIn>.HandleAsync(Record<TIn> record, CancellationToken cancellationToken)
    {
        _output = _transform.Transform(record);
        return ValueTask.CompletedTask;
    }

    void IDestination<TIn>.Accept()
    {
        _transaction.Link(Activity.Current);
        if (_output is not null) Send(OutgoingRecord.Of(_to, _output));
    }

    ValueTask IDestination<TIn>.BuryAsync(OutgoingRecord deadLetter, CancellationToken cancellationToken)
    {
        _transaction.Link(Activity.Current);
        Send(deadLetter);
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends within the transaction. Whether it arrived is asked once, by the commit.</summary>
    private void Send(in OutgoingRecord record)
    {
        while (true)
        {
            try
            {
                _sender.Send(record);
                return;
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_QueueFull)
            {
                _producer.Flush(_stopping);
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State)
            {
                return; // an earlier record failed, so the transaction can only be aborted: its commit will say why, and go back
            }
        }
    }

    private void Commit()
    {
        var started = _time.GetTimestamp();
        using var span = _telemetry.StartCommit(_from.Name, _group, _transaction.Spans, _transaction.Count);
        Error? failure = null;
        try
        {
            Insist(() => _producer.SendOffsetsToTransaction(_transaction.Next, _consumer.ConsumerGroupMetadata, CallTimeout));
            Insist(() => _producer.CommitTransaction(CallTimeout));
        }
        catch (KafkaTxnRequiresAbortException e)
        {
            failure = e.Error;
        }

        _telemetry.Committed(_from.Name, _group, started, _transaction.Started, failure?.Code.ToString());
        if (failure is null)
        {
            if (_options.CommitsOffsetsTwice) CommitOffsetsAgain();
            _abortsInARow = 0;
            _transaction.Close();
            return;
        }

        span?.SetTag("error.type", failure.Code.ToString());
        span?.SetStatus(ActivityStatusCode.Error, failure.Reason);
        LogAborted(_transaction.Count, failure.Reason);
        if (++_abortsInARow >= MaxAbortsInARow) throw new KafkaException(failure);

        Abort();
        _stopping.WaitHandle.WaitOne(RetryDelay * _abortsInARow);
    }

    private void CommitOffsetsAgain()
    {
        try
        {
            _consumer.Commit(_transaction.Next);
        }
        catch (KafkaException e)
        {
            LogNotCommittedAgain(e.Error.Reason); // the next commit, or the next owner's, makes up for it
        }
    }

    /// <summary>Takes back what was sent, and goes back to where the transaction began.</summary>
    private void Abort()
    {
        Insist(() => _producer.AbortTransaction(CallTimeout));
        var assigned = _consumer.Assignment;
        foreach (var first in _transaction.First.Where(first => assigned.Contains(first.TopicPartition))) _consumer.Seek(first);
        _transaction.Close();
    }

    /// <summary>Repeats a call of the transaction until it has an answer; the client remembers how far it came.</summary>
    private void Insist(Action call)
    {
        while (true)
        {
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException e)
            {
                if (_stopping.IsCancellationRequested) throw;
                LogWaiting(e.Error.Reason);
                _waiting();
                _stopping.WaitHandle.WaitOne(RetryDelay);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A transaction of {Count} records is aborted and its records are processed again: {Reason}")]
    private partial void LogAborted(int count, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The transaction is committed, its offsets outside of it are not: {Reason}")]
    private partial void LogNotCommittedAgain(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The transaction waits for the cluster: {Reason}")]
    private partial void LogWaiting(string reason);
}

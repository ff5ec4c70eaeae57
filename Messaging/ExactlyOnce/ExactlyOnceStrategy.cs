using Confluent.Kafka;
using Contracts;
using Messaging.Consuming;
using Messaging.Publishing;
using Messaging.Telemetry;
using Microsoft.Extensions.Logging;

namespace Messaging.ExactlyOnce;

/// <summary>
/// Processes records in transactions. A transaction collects records for a short interval. The records that are sent for them and their
/// offsets become visible together, or not at all.
/// <code>
///   begin ─► record, record, … (outputs are sent at once) ─► changed state ─► offsets ─► commit
///              └─ error ─► abort ─► restore the state, seek to the first record of the transaction
/// </code>
/// The state of a partition is restored before its first record is processed; other partitions are processed meanwhile.
/// The producer sends the group's generation with the offsets, so that the cluster rejects the commit of an instance that has lost its
/// partitions (KIP-447, "Producer scalability for exactly once semantics").
/// </summary>
internal sealed partial class ExactlyOnceStrategy<T> : IProcessingStrategy, IDeliveryTarget<T>
    where T : notnull
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RestorePoll = TimeSpan.FromMilliseconds(10);

    private readonly Topic<T> _from;
    private readonly string _group;
    private readonly ConsumerOptions _options;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly RecordSender _sender;
    private readonly IProcessor<T> _processor;
    private readonly RecordDelivery<T> _delivery;
    private readonly ConsumerState _state;
    private readonly StateRestorer _restorer;
    private readonly KafkaTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger<ExactlyOnceStrategy<T>> _logger;

    private readonly Transaction _transaction;
    private readonly List<OutgoingRecord> _output = [];
    private Action _heartbeat = () => { };
    private CancellationToken _stopping;

    public ExactlyOnceStrategy(
        Topic<T> from, string group, ConsumerOptions options, IConsumer<byte[], byte[]> consumer, IProducer<byte[], byte[]> producer,
        RecordSender sender, IProcessor<T> processor, ConsumerState state, KafkaTelemetry telemetry, TimeProvider time,
        ILogger<ExactlyOnceStrategy<T>> logger)
    {
        (_from, _group, _options, _consumer, _producer) = (from, group, options, consumer, producer);
        (_sender, _processor, _state, _telemetry, _time, _logger) = (sender, processor, state, telemetry, time, logger);
        _transaction = new(from.Name);
        _restorer = new(consumer, processor.Restore);
        _delivery = new(from, group, options, this, telemetry, time, logger);
    }

    public bool CommitsAllPartitions => true;

    public void Initialize(Action heartbeat, CancellationToken stopping)
    {
        (_heartbeat, _stopping) = (heartbeat, stopping);
        RetryTransactionCall(() => _producer.InitTransactions(CallTimeout));

        var warm = _processor.WarmUpAsync(stopping);
        while (Task.WaitAny([warm], RetryDelay) < 0) _heartbeat();
        warm.GetAwaiter().GetResult();
    }

    public ValueTask ProcessAsync(ConsumeResult<byte[], byte[]> record, CancellationToken cancellationToken)
    {
        Open();
        _transaction.Begin(record);
        return _delivery.DeliverAsync(record, cancellationToken);
    }

    public void MarkProcessed(ConsumeResult<byte[], byte[]> record)
    {
        _transaction.MarkProcessed(record);
        if (_transaction.Count >= _options.TransactionMaxRecords) CommitTransaction();
    }

    public TimeSpan? CommitIfDue(long now)
    {
        FinishRestorations();
        if (!_transaction.IsOpen && _processor.HasOutput) Open();
        if (_transaction.IsOpen)
        {
            var rest = _options.TransactionInterval - _time.GetElapsedTime(_transaction.Started, now);
            if (rest > TimeSpan.Zero) return _restorer.Any && rest > RestorePoll ? RestorePoll : rest;

            CommitTransaction();
        }

        return _restorer.Any ? RestorePoll : null;
    }

    public void Commit()
    {
        if (_transaction.IsOpen) CommitTransaction();
    }

    public void OnPartitionsLost()
    {
        if (_transaction.IsOpen) AbortTransaction();
    }

    public void OnFailure()
    {
        if (_transaction.IsOpen) AbortTransaction();
    }

    ValueTask IDeliveryTarget<T>.HandleAsync(Record<T> record, CancellationToken cancellationToken)
    {
        _output.Clear(); // a failed attempt may have left records
        _processor.Process(record, _output);
        return ValueTask.CompletedTask;
    }

    void IDeliveryTarget<T>.OnHandled() => SendOutput();

    ValueTask IDeliveryTarget<T>.PublishDeadLetterAsync(OutgoingRecord deadLetter, CancellationToken cancellationToken)
    {
        Send(deadLetter);
        return ValueTask.CompletedTask;
    }

    private void Open()
    {
        if (_transaction.IsOpen) return;

        _producer.BeginTransaction();
        _transaction.Open(_time.GetTimestamp());
    }

    private void SendOutput()
    {
        foreach (var record in _output) Send(record);
        _output.Clear();
    }

    /// <summary>
    /// Sends a record within the transaction without waiting for its acknowledgement, which the commit does. The record never starts a trace:
    /// traces start where an event enters the system.
    /// </summary>
    private void Send(in OutgoingRecord record)
    {
        while (true)
        {
            try
            {
                _sender.Send(record with { StartsTrace = false });
                return;
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_QueueFull)
            {
                _producer.Flush(_stopping);
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State)
            {
                return; // an earlier record failed: the commit will throw the reason, and the transaction will be aborted
            }
        }
    }
}

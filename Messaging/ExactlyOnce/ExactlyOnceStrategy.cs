using Confluent.Kafka;
using Messaging.Consuming;
using Microsoft.Extensions.Logging;

namespace Messaging.ExactlyOnce;

/// <summary>
/// Processes records in transactions. A transaction collects records for a short interval. The records that are sent for them and their
/// offsets become visible together, or not at all.
/// <code>
///   (1) begin ─► (2) record, record, … (outputs are sent at once) ─► (3) changed state ─► (4) offsets, commit
///                     └─ error ─► (5) abort ─► restore the state, seek to the first record of the transaction
/// </code>
/// The state of a partition is restored before its first record is processed; other partitions are processed meanwhile.
/// </summary>
internal sealed partial class ExactlyOnceStrategy<T> : IProcessingStrategy
    where T : notnull
{
    private const int MaxAbortsInARow = 5;

    /// <summary>
    /// For some 10 s: the output topic was created again with fewer partitions, and is extended. After that the process stops, and the next one
    /// waits for these partitions only.
    /// </summary>
    private const int MaxAbortsWithoutPartition = 14;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RestorePoll = TimeSpan.FromMilliseconds(10);

    private readonly SubscriptionContext _context;
    private readonly ConsumedTopic _topic;
    private readonly TransactionalProducer _producer;
    private readonly StateRestorer<T> _restorer;
    private readonly IProcessor<T> _processor;
    private readonly RecordHandling<T> _handling;
    private readonly ILogger<ExactlyOnceStrategy<T>> _logger;

    private readonly Func<Record<T>, CancellationToken, ValueTask> _handle;
    private readonly Transaction _transaction;
    private readonly List<OutgoingRecord> _output = [];
    private int _abortsInARow;

    public ExactlyOnceStrategy(
        SubscriptionContext context, ConsumedTopic topic, TransactionalProducer producer, StateRestorer<T> restorer, IProcessor<T> processor, RecordHandling<T> handling,
        ILogger<ExactlyOnceStrategy<T>> logger)
    {
        _context = context;
        _topic = topic;
        _producer = producer;
        _restorer = restorer;
        _processor = processor;
        _handling = handling;
        _logger = logger;
        _handle = Handle;
        _transaction = new(context.Topic);
    }

    public bool CommitsAllPartitions => true;

    public void Initialize()
    {
        _producer.Initialize();
        var warm = _processor.WarmUpAsync(_context.Stopping);
        while (Task.WaitAny([warm], RetryDelay) < 0) _context.State.Polled();
        warm.GetAwaiter().GetResult();
    }

    public void OnPartitionsAssigned(IReadOnlyList<TopicPartition> partitions)
    {
        if (!_processor.HasState) return;

        foreach (var partition in partitions) _restorer.RestoreCommitted(partition);
    }

    public void OnPartitionsRemoved(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions) _restorer.Discard(partition);
    }

    public bool IsReady(int partition) => !_restorer.IsRestoring(partition);

    public async ValueTask ProcessAsync(ConsumeResult<byte[], byte[]> record, CancellationToken cancellationToken)
    {
        Begin();
        _transaction.Add(record);
        using var processing = _handling.Start(record);
        var deadLetter = await _handling.TryHandleAsync(record, _handle, cancellationToken); // (2)
        if (deadLetter is null) SendOutput();
        else _producer.Send(deadLetter);
        _handling.Report(processing, deadLetter);
    }

    public void MarkProcessed(ConsumeResult<byte[], byte[]> record)
    {
        _transaction.MarkProcessed(record);
        if (_transaction.Count >= _context.Options.TransactionMaxRecords) Commit();
    }

    public TimeSpan? CommitIfDue(long now)
    {
        _restorer.ResumeRestored();
        if (_processor.HasOutput) Begin();
        if (_transaction.IsOpen)
        {
            var rest = _context.Options.TransactionInterval - _context.Time.GetElapsedTime(_transaction.Started, now);
            if (rest > TimeSpan.Zero) return _restorer.Any && rest > RestorePoll ? RestorePoll : rest;

            Commit();
        }

        return _restorer.Any ? RestorePoll : null;
    }

    public void Commit()
    {
        if (!_transaction.IsOpen) return;

        var started = _context.Time.GetTimestamp();
        try
        {
            _output.Clear();
            _processor.Flush(_output);
            SendOutput(); // (3)
            var offsets = _transaction.CommitOffsets;
            if (offsets.Count > 0 && !_topic.IsStillThere())
            {
                Abort(); // these may be offsets of the former topic
                return;
            }

            _producer.Commit(offsets); // (4)
        }
        catch (KafkaException e) when (e is KafkaTxnRequiresAbortException || e.Error.Code is ErrorCode.Local_UnknownPartition)
        {
            Measure(started, e.Error);
            Repeat(e.Error);
            return;
        }
        catch (KafkaException e)
        {
            Measure(started, e.Error);
            throw;
        }

        Measure(started, error: null);
        _processor.Committed();
        _abortsInARow = 0;
        _transaction.Close();
    }

    public void OnPartitionsLost() => Abort();

    public void OnTopicReplaced(IReadOnlyList<TopicPartition> assigned)
    {
        if (_transaction.IsOpen) _producer.Abort();
        _transaction.Close();
        if (assigned.Count == 0) return;

        Begin();
        foreach (var partition in assigned)
        {
            _transaction.AddBeginning(partition); // the committed offset may be one of the former topic
            _restorer.RestoreAt(new(partition, 0));
        }
    }

    public void OnFailure() => Abort();

    private ValueTask Handle(Record<T> record, CancellationToken cancellationToken)
    {
        _output.Clear(); // a failed attempt may have left records
        _processor.Process(record, _output);
        return ValueTask.CompletedTask;
    }

    private void Begin()
    {
        if (_transaction.IsOpen) return;

        _producer.Begin(); // (1)
        _transaction.Open(_context.Time.GetTimestamp());
    }

    private void SendOutput()
    {
        foreach (var record in _output) _producer.Send(record);
        _output.Clear();
    }

    /// <summary>Aborts the transaction, so that its records are processed again. Throws after too many failures in a row.</summary>
    /// <exception cref="KafkaException">The transaction failed too often.</exception>
    private void Repeat(Error failure)
    {
        LogAborted(_transaction.Count, failure.Reason);
        var limit = failure.Code is ErrorCode.Local_UnknownPartition ? MaxAbortsWithoutPartition : MaxAbortsInARow;
        if (++_abortsInARow >= limit) throw new KafkaException(failure);

        Abort(failure);
        _context.Stopping.WaitHandle.WaitOne(RetryDelay * _abortsInARow);
    }

    /// <summary>Aborts the open transaction, if there is one, restores the state and seeks to the first record of the transaction.</summary>
    private void Abort(Error? cause = null)
    {
        if (!_transaction.IsOpen) return;

        _producer.Abort(cause); // (5)
        var assigned = _context.Consumer.Assignment;
        foreach (var offset in _transaction.RollbackOffsets.Where(offset => assigned.Contains(offset.TopicPartition))) _restorer.RestoreAt(offset);
        _transaction.Close();
    }

    private void Measure(long commitStarted, Error? error) =>
        _context.Telemetry.Committed(_context.Topic, _context.Group, commitStarted, _transaction.Started, error?.Code.ToString());

    [LoggerMessage(Level = LogLevel.Warning, Message = "A transaction of {Count} records failed. Its records will be processed again: {Reason}")]
    private partial void LogAborted(int count, string reason);
}

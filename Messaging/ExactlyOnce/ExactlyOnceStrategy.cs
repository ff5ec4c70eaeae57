using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Consuming;
using Messaging.Publishing;
using Microsoft.Extensions.Logging;

namespace Messaging.ExactlyOnce;

/// <summary>
/// Processes records in transactions. A transaction collects records for a short interval. The records that are sent for them and their
/// offsets become visible together, or not at all.
/// <code>
///   (1) begin ─► (2) record, record, … (outputs are sent at once) ─► (3) changed state ─► (4) offsets, commit
///                     └─ error ─► (5) abort, or replace the producer ─► (6) restore the state, seek to the committed offsets
/// </code>
/// The state of a partition is restored before its first record is processed; other partitions are processed meanwhile. After an error all
/// partitions wait, while the loop keeps polling.
/// </summary>
internal sealed partial class ExactlyOnceStrategy<T> : IProcessingStrategy
    where T : notnull
{
    private const int MaxRejections = 5;
    private const int MaxQuietAborts = 2;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestorePoll = TimeSpan.FromMilliseconds(10);

    private readonly SubscriptionContext _context;
    private readonly ConsumedTopic _topic;
    private readonly TransactionalProducer _producer;
    private readonly StateRestorer<ProcessorState<T>> _restorer;
    private readonly IProcessor<T> _processor;
    private readonly RecordHandling<T> _handling;
    private readonly ILogger<ExactlyOnceStrategy<T>> _logger;

    private readonly Func<Record<T>, CancellationToken, ValueTask> _handle;
    private readonly Transaction _transaction;
    private readonly List<OutgoingRecord> _output = [];
    private readonly HashSet<TopicPartition> _beginnings = []; // of a topic that was created again, not committed yet
    private int _abortsInARow;
    private string? _lastFailure;
    private Task _resume = Task.CompletedTask; // no transaction begins before

    public ExactlyOnceStrategy(
        SubscriptionContext context, ConsumedTopic topic, TransactionalProducer producer, StateRestorer<ProcessorState<T>> restorer, IProcessor<T> processor,
        RecordHandling<T> handling, ILogger<ExactlyOnceStrategy<T>> logger)
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
        _producer.Start();
        WaitFor(_producer.Ready);
        WaitFor(_processor.WarmUpAsync(_context.Stopping));
    }

    public void OnPartitionsAssigned(IReadOnlyList<TopicPartition> partitions)
    {
        if (!_processor.HasState && _resume.IsCompletedSuccessfully) return;

        foreach (var partition in partitions) _restorer.RestoreCommitted(partition, _resume);
    }

    public void OnPartitionsRemoved(IReadOnlyList<TopicPartition> partitions)
    {
        _beginnings.ExceptWith(partitions);
        foreach (var partition in partitions) _restorer.Discard(partition);
        if (!_restorer.Any) _producer.SetRefusal(null); // what was refused may be in these partitions
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

    public bool MarkProcessed(ConsumeResult<byte[], byte[]> record)
    {
        _transaction.MarkProcessed(record);
        if (_transaction.Count >= _context.Options.TransactionMaxRecords) Commit();
        return true;
    }

    public TimeSpan? CommitIfDue(long now)
    {
        _restorer.ResumeRestored();
        if (_resume.IsFaulted) _resume.GetAwaiter().GetResult();
        if ((_processor.HasOutput || _beginnings.Count > 0) && _resume.IsCompletedSuccessfully) Begin();
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
            var offsets = _transaction.CommitOffsets;
            var asked = offsets.Count > 0 ? _topic.AskAsync() : null;
            _output.Clear();
            _processor.Flush(_output);
            SendOutput(); // (3)
            if (asked is not null && !_topic.IsStillThere(_context.Options.TransactionTimeout / 2, asked))
            {
                Abort(); // these may be offsets of the former topic, or the cluster would abort the transaction and fence the producer
                return;
            }

            _producer.Commit(offsets); // (4)
        }
        catch (KafkaException e)
        {
            Measure(started, e.Error);
            if (e is KafkaRetriableException) throw; // the host stops

            if (e is KafkaTxnRequiresAbortException)
            {
                AbortAndRepeat(e.Error);
                return;
            }

            if (!_producer.IsIncomplete) _beginnings.Clear(); // they may be committed, with later offsets
            if (ClientErrors.IsMissingRight(e.Error)) _producer.SetRefusal(e.Error);
            ReplaceProducer(e.Error);
            return;
        }

        Measure(started, error: null);
        _processor.Committed();
        (_abortsInARow, _lastFailure) = (0, null);
        _beginnings.Clear();
        _transaction.Close();
    }

    public void OnPartitionsLost() => Abort();

    public void OnTopicReplaced(IReadOnlyList<TopicPartition> assigned)
    {
        Abort();
        _beginnings.UnionWith(assigned); // the next transaction commits them, because the committed offsets may be those of the former topic
        foreach (var partition in assigned) _restorer.RestoreFrom(partition, _resume, next: 0);
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
        foreach (var partition in _beginnings) _transaction.AddBeginning(partition);
    }

    private void SendOutput()
    {
        foreach (var record in _output) _producer.Send(record);
        _output.Clear();
    }

    /// <summary>
    /// Aborts the transaction, so that its records are processed again after a growing delay. It ends only if the cluster rejects a record
    /// for its content again and again: everything else can come right without a restart.
    /// </summary>
    /// <exception cref="KafkaException">A record was rejected too often.</exception>
    private void AbortAndRepeat(Error failure)
    {
        _abortsInARow++;
        LogAbortedOnce(_producer.Explain(failure));
        if (_abortsInARow >= MaxRejections && PublishErrors.IsOfRecord(failure)) throw new KafkaException(failure);
        if (_abortsInARow > MaxQuietAborts || ClientErrors.IsMissingRight(failure)) _producer.SetRefusal(failure);

        Abort(failure);
    }

    /// <summary>Aborts the open transaction, if there is one, and restores all partitions.</summary>
    private void Abort(Error? cause = null)
    {
        if (!_transaction.IsOpen) return;

        try
        {
            _producer.Abort(cause); // (5)
        }
        catch (KafkaException e) when (e is not KafkaRetriableException)
        {
            ReplaceProducer(e.Error);
            return;
        }

        var factor = Math.Pow(2, Math.Min(_abortsInARow, 10)) - 1; // no delay if the transaction itself did not fail
        RestoreAll(Task.Delay(TimeSpan.FromTicks((long)Math.Min(RetryDelay.Ticks * factor, MaxRetryDelay.Ticks)), _context.Time, _context.Stopping));
    }

    /// <summary>Replaces the producer. Whether the transaction is committed is unknown until the new one has started.</summary>
    private void ReplaceProducer(Error failure)
    {
        _producer.Replace(failure); // (5)
        RestoreAll(_producer.Ready);
    }

    /// <summary>
    /// Closes the transaction and restores all partitions of this instance from their committed offsets, or from their beginning if that is
    /// to be committed.
    /// </summary>
    /// <param name="after">Completes when the offsets can be read, and transactions begin again.</param>
    private void RestoreAll(Task after)
    {
        _resume = after;
        foreach (var partition in _context.Consumer.Assignment) // (6)
        {
            if (_beginnings.Contains(partition)) _restorer.RestoreFrom(partition, after, next: 0);
            else _restorer.RestoreAgain(partition, after, _processor.HasState ? null : _transaction.FirstOf(partition.Partition.Value));
        }

        _transaction.Close();
    }

    /// <summary>Logs why transactions fail, unless the last one has failed for the same reason.</summary>
    private void LogAbortedOnce(string reason)
    {
        if (reason != _lastFailure) LogAborted(_transaction.Count, reason);
        _lastFailure = reason;
    }

    private void WaitFor(Task task)
    {
        while (Task.WaitAny([task], RetryDelay) < 0) _context.State.Polled();
        task.GetAwaiter().GetResult();
    }

    private void Measure(long commitStarted, Error? error) =>
        _context.Telemetry.Committed(_context.Topic, _context.Group, commitStarted, _transaction.Started, error?.Code.ToString());

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A transaction of {Count} records failed. Its records will be processed again: {Reason}")]
    private partial void LogAborted(int count, string reason);
}

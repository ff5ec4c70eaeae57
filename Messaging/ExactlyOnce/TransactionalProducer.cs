using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Consuming;
using Messaging.DeadLetters;
using Messaging.Publishing;
using Microsoft.Extensions.Logging;
using Polly;

namespace Messaging.ExactlyOnce;

/// <summary>
/// The transaction calls of the service's producer. Each call is retried until the cluster has answered; a repeated call resumes the interrupted
/// one. Once the host stops, calls are not retried. Callers make one call at a time, and none until <see cref="Ready"/> has completed.
/// </summary>
internal sealed partial class TransactionalProducer
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A call that has not returned for this long may never return, although its timeout is over: the producer must be replaced. When a group's
    /// coordinator is lost, librdkafka's <c>send_offsets_to_transaction</c> waits for it without a limit
    /// (https://github.com/confluentinc/librdkafka/issues/5456 and 5511). Longer than the 5 s for which a broker may delay its answer
    /// (<c>offsets.commit.timeout.ms</c>).
    /// </summary>
    private static readonly TimeSpan HangTimeout = 4 * CallTimeout;

    private readonly SubscriptionContext _context;
    private readonly ServiceProducer _producer;
    private readonly RecordSender _sender;
    private readonly ProducerErrors _errors;
    private readonly ILogger<TransactionalProducer> _logger;
    private readonly ResiliencePipeline _retry;
    private readonly HashSet<string> _topics = []; // of the records of the transaction
    private string? _lastTopic;
    private bool _hasRetried;
    private long _attempted;
    private bool _truncateDeadLetters;
    private Error? _incomplete;

    public TransactionalProducer(
        SubscriptionContext context, ServiceProducer producer, RecordSender sender, ProducerErrors errors, ILogger<TransactionalProducer> logger)
    {
        _context = context;
        _producer = producer;
        _sender = sender;
        _errors = errors;
        _logger = logger;
        _retry = ClusterRetry.UntilSuccess<KafkaRetriableException>(
            RetryDelay, context.Time, e => LogWaiting(e.Error.Reason),
            shouldRetry: _ => !context.Stopping.IsCancellationRequested, onAttemptFailed: OnAttemptFailed);
    }

    /// <summary>Completes when a transaction can begin: the cluster has resolved the last one of an earlier producer with the same id.</summary>
    public Task Ready => _producer.Ready;

    /// <summary>Whether the client has not accepted a record of the transaction, which is therefore never committed.</summary>
    public bool IsIncomplete => _incomplete is not null;

    /// <summary>Registers the transactional id. <see cref="Ready"/> tells when that is done.</summary>
    public void Start() => _producer.StartTransactional();

    /// <summary>Opens a transaction. If the producer has failed meanwhile, the commit will throw the reason.</summary>
    public void Begin()
    {
        _topics.Clear();
        (_lastTopic, _incomplete) = (null, null);
        try
        {
            _producer.Current.BeginTransaction();
        }
        catch (KafkaException e) when (e.Error.IsFatal)
        {
        }
    }

    /// <summary>
    /// Sends a record within the transaction without waiting for its acknowledgement, which the commit does. The record never starts a trace:
    /// traces start where an event enters the system.
    /// </summary>
    public void Send(in OutgoingRecord record)
    {
        // While the queue is full, this waits even if the host stops: a commit must not contain only a part of a record's output.
        while (!TrySend(record with { StartsTrace = false })) _producer.Current.Flush(RetryDelay);
        if (ReferenceEquals(record.Topic, _lastTopic)) return;

        _topics.Add(record.Topic);
        _lastTopic = record.Topic;
    }

    /// <summary>Sends a dead letter within the transaction, truncated if it is too large for its topic.</summary>
    public void Send(DeadLetter deadLetter)
    {
        try
        {
            Send(_truncateDeadLetters ? deadLetter.ToTruncatedRecord() : deadLetter.ToRecord());
        }
        catch (KafkaException e) when (IsTooLarge(e.Error))
        {
            Send(deadLetter.ToTruncatedRecord());
        }
    }

    /// <summary>Commits the transaction: its records, and the offsets of the records that were processed in it.</summary>
    /// <remarks>
    /// The group's generation is sent with the offsets, so that the cluster rejects the commit of an instance that has lost its partitions
    /// (KIP-447, "Producer scalability for exactly once semantics").
    /// </remarks>
    /// <exception cref="KafkaTxnRequiresAbortException">The transaction must be aborted. Its records can be processed again.</exception>
    /// <exception cref="KafkaException">
    /// The producer must be replaced. Whether the transaction is committed is unknown, unless it <see cref="IsIncomplete"/>.
    /// </exception>
    public void Commit(IReadOnlyList<TopicPartitionOffset> offsets)
    {
        if (_incomplete is not null) throw new KafkaException(_incomplete);

        var producer = _producer.Current;
        if (offsets.Count > 0) Call(() => producer.SendOffsetsToTransaction(offsets, _context.Consumer.ConsumerGroupMetadata, CallTimeout));
        Call(() => producer.CommitTransaction(CallTimeout));
        _truncateDeadLetters = false;
        _producer.Refusal = null;
    }

    /// <summary>Aborts the transaction. Its records never become visible to consumers that read committed records only.</summary>
    /// <param name="cause">
    /// Why the transaction failed, if it did. When a broker refused a record for its size, dead letters are truncated until the next commit
    /// succeeds, because only they can be that large.
    /// </param>
    /// <exception cref="KafkaException">The producer must be replaced.</exception>
    public void Abort(Error? cause = null)
    {
        var producer = _producer.Current;
        Call(() => producer.AbortTransaction(CallTimeout));
        _truncateDeadLetters |= cause is not null && IsTooLarge(cause);
    }

    /// <summary>
    /// Replaces the producer after an error. The new one has the same transactional id, so the cluster first commits or aborts the transaction of
    /// the old one.
    /// </summary>
    public void Replace(Error error) => _producer.Replace(error, Explain(error));

    /// <summary>Sets why transactions are aborted again and again; null when they are not. A commit clears it.</summary>
    public void SetRefusal(Error? error) => _producer.Refusal = error is null ? null : new(error, Explain(error));

    /// <summary>Explains an error of the last transaction.</summary>
    public string Explain(Error error) =>
        _errors.Explain(error, [KafkaRight.ReadGroup(_context.Group), .. _topics.Order(StringComparer.Ordinal).Select(KafkaRight.WriteTopic)]);

    /// <summary>Queues a record. Returns false when the client's queue is full.</summary>
    private bool TrySend(in OutgoingRecord record)
    {
        try
        {
            _sender.Send(record);
            return true;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State || e.Error.IsFatal)
        {
            return true; // an earlier record or the producer failed: the commit will throw the reason
        }
        catch (KafkaException e) when (!PublishErrors.IsOfRecord(e.Error))
        {
            _incomplete ??= e.Error; // the client knows that the topic or partition does not exist, or may not be written
            return true;
        }
    }

    private static bool IsTooLarge(Error error) => error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge;

    private void Call(Action call)
    {
        var started = _context.Time.GetTimestamp();
        (_hasRetried, _attempted) = (false, started);
        var answered = Task.Run(() => _retry.Execute(call));
        _producer.PendingCall = answered;
        while (Task.WaitAny([answered], RetryDelay) < 0)
        {
            if (_context.Time.GetElapsedTime(Volatile.Read(ref _attempted)) > HangTimeout)
            {
                throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"The client did not return from a call within {HangTimeout.TotalSeconds} s"));
            }
        }

        answered.GetAwaiter().GetResult();
        if (_hasRetried) LogAnswered(_context.Time.GetElapsedTime(started).TotalSeconds);
    }

    private void OnAttemptFailed()
    {
        _hasRetried = true;
        Volatile.Write(ref _attempted, _context.State.Polled()); // the loop is alive
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The transaction waits for the cluster and retries: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster has answered after {Seconds:0.0} s")]
    private partial void LogAnswered(double seconds);
}

using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Consuming;
using Messaging.DeadLetters;
using Messaging.Publishing;
using Microsoft.Extensions.Logging;
using Polly;

namespace Messaging.ExactlyOnce;

/// <summary>
/// The transaction calls of the producer. Each call is retried until the cluster has answered; a repeated call resumes the interrupted one.
/// Once the host stops, calls are not retried. Callers make one call at a time.
/// </summary>
internal sealed partial class TransactionalProducer
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly SubscriptionContext _context;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly RecordSender _sender;
    private readonly ILogger<TransactionalProducer> _logger;
    private readonly ResiliencePipeline _retry;
    private bool _hasRetried;
    private bool _truncateDeadLetters;

    public TransactionalProducer(
        SubscriptionContext context, IProducer<byte[], byte[]> producer, RecordSender sender, ILogger<TransactionalProducer> logger)
    {
        _context = context;
        _producer = producer;
        _sender = sender;
        _logger = logger;
        _retry = ClusterRetry.UntilSuccess<KafkaRetriableException>(
            RetryDelay, context.Time, e => LogWaiting(e.Error.Reason),
            shouldRetry: _ => !context.Stopping.IsCancellationRequested, onAttemptFailed: OnAttemptFailed);
    }

    /// <summary>Registers the transactional id. The cluster aborts an open transaction of an earlier producer with the same id.</summary>
    public void Initialize() => Call(() => _producer.InitTransactions(CallTimeout));

    /// <summary>Opens a transaction.</summary>
    public void Begin() => _producer.BeginTransaction();

    /// <summary>
    /// Sends a record within the transaction without waiting for its acknowledgement, which the commit does. The record never starts a trace:
    /// traces start where an event enters the system.
    /// </summary>
    public void Send(in OutgoingRecord record)
    {
        // While the queue is full, this waits even if the host stops: a commit must not contain only a part of a record's output.
        while (!TrySend(record with { StartsTrace = false })) _producer.Flush(RetryDelay);
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
    /// <exception cref="KafkaException">The producer can't be used any more.</exception>
    public void Commit(IReadOnlyList<TopicPartitionOffset> offsets)
    {
        if (offsets.Count > 0) Call(() => _producer.SendOffsetsToTransaction(offsets, _context.Consumer.ConsumerGroupMetadata, CallTimeout));
        Call(() => _producer.CommitTransaction(CallTimeout));
        _truncateDeadLetters = false;
    }

    /// <summary>Aborts the transaction. Its records never become visible to consumers that read committed records only.</summary>
    /// <param name="cause">
    /// Why the transaction failed, if it did. When a broker refused a record for its size, dead letters are truncated until the next commit
    /// succeeds, because only they can be that large.
    /// </param>
    public void Abort(Error? cause = null)
    {
        Call(() => _producer.AbortTransaction(CallTimeout));
        _truncateDeadLetters |= cause is not null && IsTooLarge(cause);
    }

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
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State)
        {
            return true; // an earlier record failed: the commit will throw the reason, and the transaction will be aborted
        }
    }

    private static bool IsTooLarge(Error error) => error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge;

    private void Call(Action call)
    {
        var started = _context.Time.GetTimestamp();
        _hasRetried = false;
        _retry.Execute(call);
        if (_hasRetried) LogAnswered(_context.Time.GetElapsedTime(started).TotalSeconds);
    }

    private void OnAttemptFailed()
    {
        _hasRetried = true;
        _context.State.Polled(); // the loop is alive
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The transaction waits for the cluster and retries: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster has answered after {Seconds:0.0} s")]
    private partial void LogAnswered(double seconds);
}

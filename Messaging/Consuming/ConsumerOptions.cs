namespace Messaging.Consuming;

/// <summary>How a subscription behaves. Bound from <c>Kafka:Consumer</c>, checked at start.</summary>
public sealed record ConsumerOptions
{
    /// <summary>How often a record is tried before it is dead-lettered.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The pause before the second attempt; it doubles with each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a handler may finish its record when the host stops or the partition moves; then it is cancelled.</summary>
    public TimeSpan HandlerShutdownTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Exactly once: how long a transaction collects records.</summary>
    public TimeSpan TransactionInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Exactly once: how many records a transaction holds at most.</summary>
    public int TransactionMaxRecords { get; init; } = 50_000;

    /// <summary>Exactly once: after how long the cluster aborts the transaction of a process that died.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Exactly once: whether offsets are also committed after the transaction, for a cluster that forgets the ones within it, as
    /// librdkafka's in-memory cluster does. Between the two a crash repeats records; a real cluster needs and gets none of this.
    /// </summary>
    public bool CommitOffsetsOutsideTransaction { get; init; }

    internal IEnumerable<string> Validate()
    {
        if (MaxAttempts < 1) yield return $"{nameof(MaxAttempts)} must be at least 1";
        if (RetryDelay < TimeSpan.Zero) yield return $"{nameof(RetryDelay)} must not be negative";
        if (MaxRetryDelay < RetryDelay) yield return $"{nameof(MaxRetryDelay)} must not be less than {nameof(RetryDelay)}";
        if (HandlerShutdownTimeout <= TimeSpan.Zero) yield return $"{nameof(HandlerShutdownTimeout)} must be positive";
        if (TransactionInterval < TimeSpan.Zero) yield return $"{nameof(TransactionInterval)} must not be negative";
        if (TransactionMaxRecords < 1) yield return $"{nameof(TransactionMaxRecords)} must be at least 1";
        if (TransactionTimeout <= TransactionInterval) yield return $"{nameof(TransactionTimeout)} must be more than {nameof(TransactionInterval)}";
    }

    /// <summary>What is wrong for a transaction, which stays open while a record in it is tried again.</summary>
    internal IEnumerable<string> ValidateTransaction()
    {
        var longest = TransactionInterval + Enumerable.Range(1, Math.Max(0, MaxAttempts - 1)).Aggregate(TimeSpan.Zero, (sum, attempts) => sum + DelayAfter(attempts));
        if (longest >= TransactionTimeout)
        {
            yield return $"{nameof(TransactionTimeout)} must be more than all pauses between {nameof(MaxAttempts)} attempts and {nameof(TransactionInterval)}, which are {longest}";
        }
    }

    /// <summary>The pause after a number of failed attempts.</summary>
    internal TimeSpan DelayAfter(int attempts)
    {
        var delay = RetryDelay * Math.Pow(2, attempts - 1);
        return delay < MaxRetryDelay ? delay : MaxRetryDelay;
    }
}

namespace Messaging.Consuming;

/// <summary>The options of a subscription. Bound from <c>Kafka:Consumer</c> and validated at startup.</summary>
public sealed record ConsumerOptions
{
    /// <summary>The number of attempts to process a record before it is dead-lettered.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The delay before the second attempt. It doubles before each further attempt.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest delay between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a handler may continue with its record when the host stops or the partition is revoked. After that it is cancelled.</summary>
    public TimeSpan HandlerShutdownTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Exactly once: how long a transaction collects records before it is committed.</summary>
    public TimeSpan TransactionInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Exactly once: the largest number of records in a transaction.</summary>
    public int TransactionMaxRecords { get; init; } = 50_000;

    /// <summary>Exactly once: the cluster aborts a transaction that has been open for this long, for example after a crash.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Exactly once: whether offsets are committed once more after the transaction. librdkafka's in-memory cluster needs it, because it does
    /// not store the offsets of a transaction; a crash between the two commits repeats records there. Leave it off for a real cluster.
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

    /// <summary>The errors that concern transactions: a transaction stays open during the retries of a record and must not time out meanwhile.</summary>
    internal IEnumerable<string> ValidateTransaction()
    {
        var longest = TransactionInterval + Enumerable.Range(1, Math.Max(0, MaxAttempts - 1)).Aggregate(TimeSpan.Zero, (sum, attempts) => sum + DelayAfter(attempts));
        if (longest >= TransactionTimeout)
        {
            yield return $"{nameof(TransactionTimeout)} must be more than {nameof(TransactionInterval)} plus all delays between {nameof(MaxAttempts)} attempts, which is {longest}";
        }
    }

    /// <summary>The delay after a number of failed attempts.</summary>
    internal TimeSpan DelayAfter(int attempts)
    {
        var delay = RetryDelay * Math.Pow(2, attempts - 1);
        return delay < MaxRetryDelay ? delay : MaxRetryDelay;
    }
}

using Microsoft.Extensions.Configuration;

namespace Messaging.Consuming;

/// <summary>The options of a subscription. Bound from <c>Kafka:Consumer</c> and validated at startup.</summary>
public sealed record ConsumerOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Kafka:Consumer";

    /// <summary>The consumer group; null for the group that the service declares.</summary>
    public string? Group { get; init; }

    /// <summary>The number of attempts to process a record before it is dead-lettered.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The delay before the second attempt. It doubles before each further attempt.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest delay between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a handler may continue with its record when the host stops or the partition is revoked. After that it is cancelled.
    /// </summary>
    public TimeSpan HandlerShutdownTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Exactly once: how long a transaction collects records before it is committed.</summary>
    public TimeSpan TransactionInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Exactly once: the largest number of records in a transaction.</summary>
    public int TransactionMaxRecords { get; init; } = 50_000;

    /// <summary>Exactly once: the cluster aborts a transaction that has been open for this long, for example after a crash.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Reads the options before they are validated, for what must be known when the services of a subscription are registered.
    /// </summary>
    internal static ConsumerOptions Read(IConfiguration configuration) => configuration.GetSection(Section).Get<ConsumerOptions>() ?? new();

    /// <summary>The delay after a number of failed attempts.</summary>
    internal TimeSpan DelayAfter(int attempts)
    {
        var milliseconds = RetryDelay.TotalMilliseconds * Math.Pow(2, attempts - 1); // a TimeSpan would overflow
        return milliseconds < MaxRetryDelay.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : MaxRetryDelay;
    }
}

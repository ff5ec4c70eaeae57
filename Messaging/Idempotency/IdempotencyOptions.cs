namespace Messaging.Idempotency;

/// <summary>How a <see cref="KeyedPublisher"/> remembers keys. Bound from <c>Kafka:Idempotency</c> and validated at startup.</summary>
public sealed record IdempotencyOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Kafka:Idempotency";

    /// <summary>How long a key is remembered after its record was published. After that it is a new key.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a caller waits for its receipt. After that the outcome is unknown; a retry with the key learns it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// The maximum number of keys that are remembered. It bounds memory: a key takes about 150 bytes. At the maximum, records with further
    /// keys are refused until the oldest key expires.
    /// </summary>
    public int MaxKeys { get; init; } = 2_000_000;
}

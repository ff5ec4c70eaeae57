namespace Messaging.Idempotency;

/// <summary>The key was used for another record. The record was not published, and a retry with this key can't succeed.</summary>
public sealed class KeyReusedException() : PublishException(
    "The idempotency key was used for another record: its topic, key, value, headers, partition or timestamp differ. "
    + "Use a new key for a new record.");

/// <summary>Another request with the key is still being processed. A retry after that gets its receipt.</summary>
public sealed class KeyInUseException() : PublishException("Another request with this idempotency key is still being processed.");

/// <summary>The maximum number of keys is remembered. The record was not published.</summary>
public sealed class TooManyKeysException(int maximum, TimeSpan retryAfter) : PublishException(
    $"The service remembers {maximum} idempotency keys and accepts no more until the oldest one expires.")
{
    /// <summary>When the oldest key expires.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

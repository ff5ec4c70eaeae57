namespace Messaging;

/// <summary>A record was not acknowledged.</summary>
public abstract class PublishException(string message) : Exception(message);

/// <summary>The cluster did not acknowledge the record in time or can't be reached. A retry can succeed.</summary>
/// <remarks>The record may be in the topic nevertheless, if only its acknowledgement was lost.</remarks>
public sealed class BrokerUnavailableException(string message, TimeSpan retryAfter) : PublishException(message)
{
    /// <summary>How long to wait before a retry.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>
    /// Whether the record was not sent because the queue is full. A retry after earlier records are delivered creates no duplicate.
    /// </summary>
    public bool IsQueueFull { get; init; }
}

/// <summary>The cluster rejected the record. A retry can't succeed.</summary>
public sealed class RecordRejectedException(RejectionReason reason, string message) : PublishException(message)
{
    /// <summary>Why the cluster rejected the record.</summary>
    public RejectionReason Reason { get; } = reason;
}

/// <summary>Why a cluster rejected a record.</summary>
public enum RejectionReason
{
    /// <summary>
    /// The record violates a rule of the broker, such as an invalid topic name, a missing key or a timestamp out of range.
    /// </summary>
    Invalid,

    /// <summary>The record is larger than <c>message.max.bytes</c> of the client, the topic or the broker.</summary>
    TooLarge,

    /// <summary>The topic or partition does not exist.</summary>
    UnknownTopicOrPartition,

    /// <summary>The service is not authorized to write to the topic.</summary>
    NotAuthorized,
}

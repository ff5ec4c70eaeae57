namespace Messaging.Publishing;

/// <summary>A record was not acknowledged.</summary>
public abstract class PublishException(string message) : Exception(message);

/// <summary>The cluster did not acknowledge in time or can't be reached; it may be worth trying again.</summary>
/// <remarks>A record whose acknowledgement got lost on the way may be in the log all the same.</remarks>
public sealed class BrokerUnavailableException(string message, TimeSpan retryAfter) : PublishException(message)
{
    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>Whether nothing was sent because too much is waiting already: the same record may be given again once some of that is done.</summary>
    public bool IsQueueFull { get; init; }
}

/// <summary>The cluster refused the record; trying again can't help.</summary>
public sealed class RecordRejectedException(RejectionReason reason, string message) : PublishException(message)
{
    /// <summary>Why.</summary>
    public RejectionReason Reason { get; } = reason;
}

/// <summary>Why a cluster refused a record.</summary>
public enum RejectionReason
{
    /// <summary>Against a rule of the broker, such as an invalid topic name, a missing key or a timestamp out of bounds.</summary>
    Invalid,

    /// <summary>Larger than <c>message.max.bytes</c> of the client, the topic or the broker.</summary>
    TooLarge,

    /// <summary>There is no such topic or partition.</summary>
    UnknownTopicOrPartition,

    /// <summary>The service may not write to the topic.</summary>
    NotAuthorized,
}

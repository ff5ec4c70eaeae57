using Confluent.Kafka;

namespace Messaging.Publishing;

/// <summary>Says of each error of a delivery whether it is the cluster's state or the record itself.</summary>
internal static class PublishErrors
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static PublishException ToException(Error error) => error.Code switch
    {
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge
            => new RecordRejectedException(RejectionReason.TooLarge, "The record is larger than the cluster accepts."),
        ErrorCode.Local_UnknownTopic or ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownPartition
            => new RecordRejectedException(RejectionReason.UnknownTopicOrPartition, "The cluster has no such topic or partition."),
        ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
            => new RecordRejectedException(RejectionReason.NotAuthorized, "This service may not write to that topic."),
        ErrorCode.TopicException or ErrorCode.InvalidMsg or ErrorCode.InvalidRecord or ErrorCode.InvalidTimestamp
            or ErrorCode.PolicyViolation or ErrorCode.Local_InvalidArg or ErrorCode.Local_BadMsg
            => new RecordRejectedException(RejectionReason.Invalid, $"The cluster refused the record: {error.Reason}"),
        ErrorCode.Local_QueueFull
            => new BrokerUnavailableException("More records are waiting for the cluster than this service may hold.", RetryAfter) { IsQueueFull = true },
        ErrorCode.Local_MsgTimedOut => new BrokerUnavailableException("The cluster did not acknowledge the record in time.", RetryAfter),
        _ => Unreachable(error.Reason),
    };

    public static BrokerUnavailableException Unreachable(string reason) => new($"The cluster can't be reached: {reason}", RetryAfter);
}

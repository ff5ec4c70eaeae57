using Confluent.Kafka;
using Messaging.Clients;

namespace Messaging.Publishing;

/// <summary>Maps delivery errors to exceptions, which tell whether the cluster or the record is the cause.</summary>
internal static class PublishErrors
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Returns the exception for a record that was not delivered.</summary>
    public static PublishException ToException(Error error, string topic) => error.Code switch
    {
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge
            => new RecordRejectedException(RejectionReason.TooLarge, "The record is larger than the cluster accepts."),
        ErrorCode.Local_UnknownTopic or ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownPartition
            => new RecordRejectedException(RejectionReason.UnknownTopicOrPartition, "The cluster has no such topic or partition."),
        ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed => new RecordRejectedException(
            RejectionReason.NotAuthorized, ClientErrors.MissingRightForClients(KafkaRight.WriteTopic(topic))),
        ErrorCode.TopicException or ErrorCode.InvalidMsg or ErrorCode.InvalidRecord or ErrorCode.InvalidTimestamp
            or ErrorCode.PolicyViolation or ErrorCode.Local_InvalidArg or ErrorCode.Local_BadMsg
            => new RecordRejectedException(RejectionReason.Invalid, $"The cluster rejected the record: {error.Reason}"),
        ErrorCode.Local_QueueFull
            => new BrokerUnavailableException("The producer's queue is full: too many records wait for the cluster.", RetryAfter) { IsQueueFull = true },
        ErrorCode.Local_MsgTimedOut => new BrokerUnavailableException("The cluster did not acknowledge the record in time.", RetryAfter),
        _ when error.IsFatal => Replaced(error.Reason),
        _ => Unreachable(error.Reason),
    };

    /// <summary>Returns the exception for a record that can't be sent, because the service has no producer that works.</summary>
    public static PublishException ToException(ProducerFailure failure, string topic) =>
        ToException(failure.Error, topic) is RecordRejectedException rejected ? rejected : Replaced(failure.Explanation);

    /// <summary>Whether the record itself is the cause: the cluster rejects it at every attempt.</summary>
    public static bool IsOfRecord(Error error) =>
        ToException(error, "") is RecordRejectedException { Reason: RejectionReason.Invalid or RejectionReason.TooLarge };

    private static BrokerUnavailableException Replaced(string reason) =>
        new($"The producer of this service has failed and is being replaced: {reason}.", RetryAfter);

    public static BrokerUnavailableException Unreachable(string reason) => new($"The cluster can't be reached: {reason}", RetryAfter);
}

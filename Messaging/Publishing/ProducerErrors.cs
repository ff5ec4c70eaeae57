using Confluent.Kafka;

namespace Messaging.Publishing;

/// <summary>Says what an error of a producer means for the service, and what a person can do about it.</summary>
internal static class ProducerErrors
{
    /// <summary>Whether a right is missing. It can be granted while the service runs.</summary>
    public static bool IsMissingRight(Error error) => error.Code is
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.TransactionalIdAuthorizationFailed;

    /// <summary>Whether another producer with the same transactional id, or an administrator, has fenced this one.</summary>
    public static bool IsFenced(Error error) => error.Code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch;

    /// <summary>
    /// Whether every new producer would fail as well, until somebody changes the configuration of this service or the version of the brokers.
    /// </summary>
    public static bool IsPermanent(Error error) => error.Code is
        ErrorCode.InvalidTransactionTimeout or ErrorCode.UnsupportedVersion or ErrorCode.UnsupportedForMessageFormat
        or ErrorCode.Local_UnsupportedFeature or ErrorCode.Local_InvalidArg or ErrorCode.Local_NotConfigured;

    /// <summary>Explains an error of a producer.</summary>
    /// <param name="error">The error.</param>
    /// <param name="transactionalId">The transactional id of the producer; null when it has none.</param>
    /// <param name="group">The consumer group whose offsets are part of the transactions; null when there is none.</param>
    /// <param name="topics">The topics of the records; empty when they are not known.</param>
    public static string Explain(Error error, string? transactionalId, string? group = null, params IReadOnlyCollection<string> topics) => error.Code switch
    {
        ErrorCode.TransactionalIdAuthorizationFailed =>
            $"This service needs the rights Write and Describe on the transactional id {transactionalId}",
        ErrorCode.GroupAuthorizationFailed => $"This service needs the right Read on the group {group}",
        ErrorCode.TopicAuthorizationFailed =>
            $"This service needs the right Write on the topics {string.Join(", ", topics.Order(StringComparer.Ordinal))}",
        ErrorCode.ClusterAuthorizationFailed when transactionalId is null =>
            "This service may not write to any topic: it needs the right Write on at least one",
        ErrorCode.ClusterAuthorizationFailed => "This service needs the right IdempotentWrite on the cluster",
        _ when IsFenced(error) && transactionalId is not null =>
            $"Another producer has the transactional id {transactionalId}, or an administrator has fenced this one, or the cluster has aborted a "
            + "transaction that was open for longer than the transaction timeout. If it happens again while all brokers work, give each "
            + "instance an id of its own (Aspire:Confluent:Kafka:Producer:Config:TransactionalId), or configure none",
        ErrorCode.InvalidTransactionTimeout =>
            "Kafka:Consumer:TransactionTimeout is longer than the brokers allow (transaction.max.timeout.ms)",
        _ => error.Reason,
    };
}

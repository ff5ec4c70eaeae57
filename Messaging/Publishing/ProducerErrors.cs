using Confluent.Kafka;
using Messaging.Clients;

namespace Messaging.Publishing;

/// <summary>
/// Says what an error of the service's producer means, and what a person can do about it. <see cref="ClientErrors"/> explains missing
/// rights.
/// </summary>
/// <param name="errors">Explains missing rights.</param>
/// <param name="settings">The settings of the producer.</param>
/// <param name="rights">The rights that the service needs.</param>
internal sealed class ProducerErrors(ClientErrors errors, ProducerConfig settings, IEnumerable<KafkaRight> rights)
{
    private const string TransactionalIds = "transactional-id";

    /// <summary>Whether another producer with the same transactional id, or an administrator, has fenced this one.</summary>
    public static bool IsFenced(Error error) => error.Code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch;

    /// <summary>
    /// Whether every new producer would fail as well, until somebody changes the configuration of this service or the version of the
    /// brokers.
    /// </summary>
    public static bool IsPermanent(Error error) => error.Code is
        ErrorCode.InvalidTransactionTimeout or ErrorCode.UnsupportedVersion or ErrorCode.UnsupportedForMessageFormat
        or ErrorCode.Local_UnsupportedFeature or ErrorCode.Local_InvalidArg or ErrorCode.Local_NotConfigured;

    /// <summary>Explains an error of the producer.</summary>
    public string Explain(Error error) => Explain(error, rights);

    /// <summary>Explains an error of a transaction.</summary>
    /// <param name="error">The error.</param>
    /// <param name="needed">The rights that the transaction needs, besides the one on the transactional id.</param>
    public string Explain(Error error, IEnumerable<KafkaRight> needed) => error.Code switch
    {
        _ when IsFenced(error) && settings.TransactionalId is { } id =>
            $"Another producer has the transactional id {id}, or an administrator has fenced this one, or the cluster has aborted a transaction "
            + "that was open for longer than the transaction timeout. If it happens again while all brokers work, give each "
            + "instance an id of its own (Aspire:Confluent:Kafka:Producer:Config:TransactionalId), or configure none",
        ErrorCode.InvalidTransactionTimeout =>
            "Kafka:Consumer:TransactionTimeout is longer than the brokers allow (transaction.max.timeout.ms)",
        _ => errors.Explain(error, [.. needed.Where(right => right.Resource is not TransactionalIds), .. OnTransactionalId()]),
    };

    /// <summary>
    /// The right on the transactional id: with the prefix that the service needs, because a generated id is used only once.
    /// </summary>
    private IEnumerable<KafkaRight> OnTransactionalId()
    {
        if (settings.TransactionalId is not { } id) return [];

        var prefixed = rights.FirstOrDefault(right => right is { Resource: TransactionalIds, IsPrefixed: true });
        return [prefixed is not null && id.StartsWith(prefixed.Name, StringComparison.Ordinal) ? prefixed : KafkaRight.WriteTransactionalId(id)];
    }
}

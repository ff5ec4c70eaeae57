using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Messaging.Clients;

/// <summary>
/// Turns errors of clients into sentences for logs, health checks and pages: what is wrong, for which user, which right on which resource
/// is missing, and what to do. They have no secrets.
/// </summary>
internal sealed class ClientErrors(ClientIdentity identity)
{
    /// <summary>Whether the cluster refused a request, because this service lacks a right. It succeeds once the right is granted.</summary>
    public static bool IsMissingRight(Error error) => ResourceOf(error) is not null;

    /// <summary>
    /// Whether a consumer that joins no group may go on after this error. The client requires a group id and looks for the coordinator of
    /// that group, but needs no right on the group.
    /// </summary>
    public static bool IsHarmlessWithoutGroup(Error error) =>
        !error.IsFatal && (error.IsLocalError || error.Code is ErrorCode.GroupAuthorizationFailed);

    /// <summary>Explains an error. Errors other than a missing right keep the reason that the client states.</summary>
    /// <param name="error">The error.</param>
    /// <param name="needed">
    /// The rights that the request needs. The sentence names those for the kind of resource that the error is about.
    /// </param>
    public string Explain(Error error, params IEnumerable<KafkaRight> needed)
    {
        if (ResourceOf(error) is not { } resource) return error.Reason.TrimEnd('.');

        // Brokers refuse an idempotent producer that may write to no topic for its lack of a right on the cluster.
        List<KafkaRight> missing =
            [.. needed.Distinct().Where(right => right.Resource == resource || (resource is "cluster" && right.Operation is "Write"))];
        return missing switch
        {
            [] => $"{identity.Name} lacks a right on a {resource.Replace('-', ' ')}: {error.Reason.TrimEnd('.')}",
            [var right] => MissingRight(right),
            _ => $"{identity.Name} lacks one of these rights: {string.Join(", ", missing)}. {HowToGrant(missing)}",
        };
    }

    /// <summary>Explains an exception.</summary>
    /// <param name="exception">The exception. The sentence names the resource that it names.</param>
    /// <param name="needed">The right that the request needs, for exceptions that name no resource.</param>
    public string Explain(KafkaException exception, KafkaRight? needed = null)
    {
        var (error, right) = RefusalIn(exception);
        return (right ?? needed) is { } known ? Explain(error, known) : Explain(error);
    }

    /// <summary>
    /// Returns the first error of an exception, and the right that the request needed; null when the exception does not show it.
    /// </summary>
    public static (Error Error, KafkaRight? Right) RefusalIn(KafkaException exception) => exception switch
    {
        ConsumeException { ConsumerRecord.Topic: { } topic } e => (e.Error, KafkaRight.ReadTopic(topic)),
        ProduceException<byte[]?, byte[]?> { DeliveryResult.Topic: { } topic } e => (e.Error, KafkaRight.WriteTopic(topic)),
        CreateTopicsException e => FirstOf(e, e.Results.Select(result => (result.Error, KafkaRight.CreateTopic(result.Topic)))),
        ListOffsetsException e => FirstOf(e, e.Result.ResultInfos.Select(
            info => (info.TopicPartitionOffsetError.Error, KafkaRight.DescribeTopic(info.TopicPartitionOffsetError.Topic)))),
        DescribeConsumerGroupsException e => FirstOf(e, e.Results.ConsumerGroupDescriptions.Select(
            group => (group.Error, KafkaRight.DescribeGroup(group.GroupId)))),
        ListConsumerGroupOffsetsException e => FirstOf(e, e.Results.Select(group => (group.Error, KafkaRight.DescribeGroup(group.Group)))),
        _ => (exception.Error, null),
    };

    /// <summary>Says that a right is missing, and how to grant it.</summary>
    public string MissingRight(KafkaRight right) => $"{identity.Name} lacks the right {right}. {HowToGrant([right])}";

    /// <summary>Says that a right is missing to a client of this service, who can't grant it: without the user and the command.</summary>
    public static string MissingRightForClients(KafkaRight right) => $"This service lacks the right {right}.";

    /// <summary>Whether <see cref="Topics.RightsMonitor"/> logs which right is missing, so that nobody else needs to.</summary>
    public bool IsMonitored(Error error) => identity.IsAuthenticated && ResourceOf(error) is "topic";

    private string HowToGrant(List<KafkaRight> rights) =>
        $"Grant {(rights.Count == 1 ? "it" : "them")} with kafka-acls.sh --add --allow-principal '{identity.Principal}' "
        + $"{string.Join(' ', rights.Select(right => right.Options))}; the service then continues by itself";

    private static (Error Error, KafkaRight? Right) FirstOf(KafkaException exception, IEnumerable<(Error Error, KafkaRight Right)> results) =>
        results.Where(result => result.Error.IsError).Select(result => (result.Error, (KafkaRight?)result.Right))
            .FirstOrDefault((exception.Error, null));

    private static string? ResourceOf(Error error) => error.Code switch
    {
        ErrorCode.TopicAuthorizationFailed => "topic",
        ErrorCode.GroupAuthorizationFailed => "group",
        ErrorCode.TransactionalIdAuthorizationFailed => "transactional-id",
        ErrorCode.ClusterAuthorizationFailed => "cluster",
        _ => null,
    };
}

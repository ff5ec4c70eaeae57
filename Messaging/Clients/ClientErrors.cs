using Confluent.Kafka;

namespace Messaging.Clients;

/// <summary>
/// Turns errors of clients into sentences for logs, health checks and pages: what is wrong, for which user, which right on which resource is
/// missing, and what to do. They have no secrets.
/// </summary>
public sealed class ClientErrors(ClientIdentity identity)
{
    /// <summary>Whether the cluster refused a request, because this service lacks a right. It succeeds once the right is granted.</summary>
    public static bool IsMissingRight(Error error) => ResourceOf(error) is not null;

    /// <summary>Explains an error. Errors other than a missing right keep the reason that the client states.</summary>
    /// <param name="error">The error.</param>
    /// <param name="needed">The rights that the request needs. The sentence names the one for the kind of resource that the error is about.</param>
    public string Explain(Error error, params ReadOnlySpan<KafkaRight> needed)
    {
        if (ResourceOf(error) is not { } resource) return error.Reason.TrimEnd('.');

        foreach (var right in needed)
        {
            if (right.Resource == resource) return MissingRight(right);
        }

        // Brokers refuse an idempotent producer that may write to no topic for its lack of a right on the cluster.
        foreach (var right in needed)
        {
            if (resource is "cluster" && right.Operation is "Write") return MissingRight(right);
        }

        return $"{identity.Name} lacks a right on a {resource.Replace('-', ' ')}: {error.Reason.TrimEnd('.')}";
    }

    /// <summary>Says that a right is missing, and how to grant it.</summary>
    public string MissingRight(KafkaRight right) =>
        $"{identity.Name} lacks the right {right}. "
        + $"Grant it with kafka-acls.sh --add --allow-principal '{identity.Principal}' {right.Options}; the service then continues by itself";

    private static string? ResourceOf(Error error) => error.Code switch
    {
        ErrorCode.TopicAuthorizationFailed => "topic",
        ErrorCode.GroupAuthorizationFailed => "group",
        ErrorCode.TransactionalIdAuthorizationFailed => "transactional-id",
        ErrorCode.ClusterAuthorizationFailed => "cluster",
        _ => null,
    };
}

using Confluent.Kafka;
using Messaging.Clients;

namespace Messaging.Health;

/// <summary>Says in plain words why the cluster refuses a consumer, and what to do about it.</summary>
internal sealed class RefusalText(Subscription subscription, ConsumerConfig config)
{
    private string UsedHere => config.IsConsumerProtocol()
        ? "group.protocol=consumer"
        : $"group.protocol=classic and partition.assignment.strategy={Strategy(config.PartitionAssignmentStrategy)}";

    /// <summary>Describes an error of the consumer of the subscription.</summary>
    /// <param name="error">The error that the client reports.</param>
    /// <param name="otherAssignor">The assignment strategy of the group's members; null when it is not known.</param>
    public string Describe(Error error, string? otherAssignor = null) => error.Code switch
    {
        ErrorCode.GroupAuthorizationFailed =>
            $"This service has no right to consume with group {subscription.Group}. Grant Read on group {subscription.Group}",
        ErrorCode.TopicAuthorizationFailed =>
            $"This service has no right to read topic {subscription.Topic}. Grant Read on topic {subscription.Topic}",
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
            $"Topic {subscription.Topic} does not exist, or this service has no right to describe it. Create the topic, or grant Read on topic {subscription.Topic}",
        ErrorCode.InconsistentGroupProtocol =>
            $"The members of group {subscription.Group} use {Others(otherAssignor)}, and this service {UsedHere}. Give all members the same, "
            + "or set Kafka:Consumer:Group to a group of its own",
        ErrorCode.GroupMaxSizeReached =>
            $"Group {subscription.Group} has as many members as the cluster allows (group.max.size, group.consumer.max.size). Stop instances, or raise the limit",
        ErrorCode.FencedInstanceId =>
            $"Another instance has joined group {subscription.Group} with the same group.instance.id {config.GroupInstanceId}. Give each instance its own",
        ErrorCode.UnreleasedInstanceId =>
            $"Group {subscription.Group} still has a member with group.instance.id {config.GroupInstanceId}: another instance uses it, or it was killed and "
            + "its session has not expired yet. Give each instance its own, or wait",
        ErrorCode.UnsupportedAssignor =>
            $"The cluster has no assignor {config.GroupRemoteAssignor} for group {subscription.Group}. Set group.remote.assignor to one that it has",
        ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature when config.IsConsumerProtocol() =>
            "The cluster does not support group.protocol=consumer, which needs Apache Kafka 4.0 or later. Set group.protocol to classic",
        ErrorCode.GroupIdNotFound when config.IsConsumerProtocol() =>
            $"Group {subscription.Group} has members of another kind than group.protocol=consumer. Stop them, or set Kafka:Consumer:Group to a group of its own",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => $"The cluster refuses the credentials of this service: {error.Reason}",
        ErrorCode.Local_Ssl => $"The TLS connection to the cluster fails: {error.Reason}",
        ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve => $"No broker can be reached: {error.Reason}",
        _ => error.Reason,
    };

    private static string Others(string? assignor) =>
        string.IsNullOrEmpty(assignor) ? "another group protocol or assignment strategy" : $"the assignment strategy {assignor}";

    private static string Strategy(PartitionAssignmentStrategy? strategy) => strategy switch
    {
        PartitionAssignmentStrategy.CooperativeSticky => "cooperative-sticky",
        PartitionAssignmentStrategy.RoundRobin => "roundrobin",
        _ => "range",
    };
}

using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Clients.Connections;

namespace Messaging.Consuming;

/// <summary>
/// Says why the cluster refuses the consumer of the subscription, and what to do about it: what concerns its group and its topic.
/// <see cref="ClientErrors"/> explains missing rights, and <see cref="ConnectionErrors"/> refused connections.
/// </summary>
internal sealed class ConsumerErrors(Subscription subscription, ConsumerConfig config, ClientErrors errors, ConnectionErrors connections)
{
    private string UsedHere => config.IsConsumerProtocol()
        ? "group.protocol=consumer"
        : $"group.protocol=classic and partition.assignment.strategy={Strategy(config.PartitionAssignmentStrategy)}";

    /// <summary>Whether somebody else logs this error, so that the consumer need not.</summary>
    public bool IsLogged(Error error) => errors.IsMonitored(error);

    /// <summary>Explains an error of the consumer of the subscription.</summary>
    /// <param name="error">The error that the client reports.</param>
    /// <param name="otherAssignor">The assignment strategy of the group's members; null when it is not known.</param>
    public string Explain(Error error, string? otherAssignor = null) => error.Code switch
    {
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
            $"{subscription.Topic} does not exist. The service continues when it is created",
        ErrorCode.InconsistentGroupProtocol =>
            $"The members of group {subscription.Group} use {Others(otherAssignor)}, and this service {UsedHere}. Give all members the same, "
            + "or set Kafka:Consumer:Group to a group of its own",
        ErrorCode.GroupMaxSizeReached =>
            $"Group {subscription.Group} has as many members as the cluster allows (group.max.size, group.consumer.max.size). "
            + "Stop instances, or raise the limit",
        ErrorCode.FencedInstanceId =>
            $"Another instance has joined group {subscription.Group} with the same group.instance.id {config.GroupInstanceId}. "
            + "Give each instance its own",
        ErrorCode.UnreleasedInstanceId =>
            $"Group {subscription.Group} still has a member with group.instance.id {config.GroupInstanceId}: another instance uses it, "
            + "or it was killed and its session has not expired yet. Give each instance its own, or wait",
        ErrorCode.UnsupportedAssignor =>
            $"The cluster has no assignor {config.GroupRemoteAssignor} for group {subscription.Group}. "
            + "Set group.remote.assignor to one that it has",
        ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature when config.IsConsumerProtocol() =>
            "The cluster does not support group.protocol=consumer, which needs Apache Kafka 4.0 or later. Set group.protocol to classic",
        ErrorCode.GroupIdNotFound when config.IsConsumerProtocol() =>
            $"Group {subscription.Group} has members of another kind than group.protocol=consumer. "
            + "Stop them, or set Kafka:Consumer:Group to a group of its own",
        _ when ConnectionErrors.IsOfConnection(error) => connections.Explain(error),
        _ => errors.Explain(error, KafkaRight.ReadGroup(subscription.Group), KafkaRight.ReadTopic(subscription.Topic)),
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

using Confluent.Kafka;

namespace Messaging.Clients;

/// <summary>
/// The settings of a consumer that depend on <c>group.protocol</c>. With <c>classic</c>, the default, the members of a group compute the
/// assignment and choose their timeouts. With <c>consumer</c> (KIP-848, Apache Kafka 4.0 and later) the group coordinator does both, and
/// rebalances are always incremental.
/// </summary>
internal static class GroupProtocolSettings
{
    /// <summary>Whether the group uses the protocol of KIP-848.</summary>
    public static bool IsConsumerProtocol(this ConsumerConfig config) => config.GroupProtocol is GroupProtocol.Consumer;

    /// <summary>
    /// Sets what is not configured. With <c>group.protocol=consumer</c> it removes the settings of the classic protocol, which the client
    /// would refuse: so the protocol is changed by one setting, whatever else is configured.
    /// </summary>
    public static void ApplyTo(ConsumerConfig config)
    {
        if (config.IsConsumerProtocol())
        {
            config.PartitionAssignmentStrategy = null;
            config.SessionTimeoutMs = null;
            config.HeartbeatIntervalMs = null;
            return;
        }

        config.PartitionAssignmentStrategy ??= PartitionAssignmentStrategy.CooperativeSticky;
        config.SessionTimeoutMs ??= 10_000;
        config.HeartbeatIntervalMs ??= 1_000;
    }
}

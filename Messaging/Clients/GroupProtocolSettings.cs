using Confluent.Kafka;
using Messaging.Consuming;
using Microsoft.Extensions.Options;

namespace Messaging.Clients;

/// <summary>
/// The settings of a consumer that depend on <c>group.protocol</c>. With <c>classic</c>, the default, the members of a group compute the
/// assignment and choose their timeouts. With <c>consumer</c> (KIP-848, Apache Kafka 4.0 and later) the group coordinator does both: the client
/// refuses the settings of the other protocol, and rebalances are always incremental.
/// </summary>
internal static class GroupProtocolSettings
{
    private static readonly string[] ClassicOnly =
        ["session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy", "group.protocol.type"];

    /// <summary>Whether the group uses the protocol of KIP-848.</summary>
    public static bool IsConsumerProtocol(this ConsumerConfig config) => config.GroupProtocol is GroupProtocol.Consumer;

    /// <summary>Sets what is not configured.</summary>
    /// <exception cref="OptionsValidationException">Settings are configured that the group protocol does not have; the exception names all of them.</exception>
    public static void ApplyTo(ConsumerConfig config)
    {
        if (config.IsConsumerProtocol())
        {
            RejectClassicSettings(config);
            return;
        }

        config.PartitionAssignmentStrategy ??= PartitionAssignmentStrategy.CooperativeSticky;
        config.SessionTimeoutMs ??= 10_000;
        config.HeartbeatIntervalMs ??= 1_000;
    }

    private static void RejectClassicSettings(ConsumerConfig config)
    {
        var configured = ClassicOnly.Intersect(config.Select(setting => setting.Key)).ToList();
        if (configured.Count == 0) return;

        throw new OptionsValidationException(
            ConsumerOptions.Section, typeof(ConsumerConfig),
            configured.Select(name => $"{name} can't be set together with group.protocol=consumer: the group coordinator decides it. Remove the setting, "
                + "or set the group's own with kafka-configs.sh --entity-type groups."));
    }
}

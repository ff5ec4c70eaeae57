using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Messaging.Clients;

/// <summary>
/// How every client connects, whatever it is for: <c>ConnectionStrings:kafka</c>, <c>Kafka:Properties</c>, and settings with which a
/// client survives an outage of the cluster.
/// </summary>
public static class KafkaConnection
{
    /// <summary>The name of the connection string, <c>host:port</c> of one or more brokers.</summary>
    public const string Name = "kafka";

    /// <summary>Completes the settings of a client. What it has already stays, unless <c>Kafka:Properties</c> sets it.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="configuration">The configuration of the service.</param>
    /// <param name="clientId">The name that the brokers log and count the client by, unless one is configured.</param>
    public static void ApplyTo(ClientConfig config, IConfiguration configuration, string clientId)
    {
        KafkaProperties.ApplyTo(config, configuration);
        config.BootstrapServers = configuration.GetConnectionString(Name) ?? config.BootstrapServers;
        config.ClientId ??= clientId;
        config.SocketKeepaliveEnable ??= true;
        config.ReconnectBackoffMs ??= 50;
        config.ReconnectBackoffMaxMs ??= 1_000;

        // A client that bootstraps again while all brokers are away forgets its back-off, which floods the log, and drops the broker it
        // knew as a group's coordinator, yet keeps waiting for it: the next offsets in a transaction would never be sent.
        config.MetadataRecoveryStrategy ??= MetadataRecoveryStrategy.None;
    }
}

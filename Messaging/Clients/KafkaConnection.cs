using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Messaging.Clients;

/// <summary>
/// The connection settings of all clients: <c>ConnectionStrings:kafka</c>, <c>Kafka:Properties</c>, and settings with which a client
/// recovers from an outage of the cluster.
/// </summary>
public static class KafkaConnection
{
    /// <summary>The name of the connection string, which is <c>host:port</c> of one or more brokers.</summary>
    public const string Name = "kafka";

    /// <summary>Adds the connection settings to a client's settings. Existing settings are kept, unless configuration overrides them.</summary>
    /// <param name="config">The client's settings.</param>
    /// <param name="configuration">The configuration of the service.</param>
    /// <param name="clientId">The client id, which brokers use in logs and metrics. Used unless one is configured.</param>
    public static void ApplyTo(ClientConfig config, IConfiguration configuration, string clientId)
    {
        KafkaProperties.ApplyTo(config, configuration);
        config.BootstrapServers = configuration.GetConnectionString(Name) ?? config.BootstrapServers;
        config.ClientId ??= clientId;
        config.SocketKeepaliveEnable ??= true;
        config.ReconnectBackoffMs ??= 50;
        config.ReconnectBackoffMaxMs ??= 1_000;

        // No second bootstrap while all brokers are unreachable. librdkafka would lose its reconnect back-off and flood the log. It would
        // also drop the group coordinator but keep waiting for it: a transaction could never send its offsets again.
        config.MetadataRecoveryStrategy ??= MetadataRecoveryStrategy.None;
    }
}

using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Messaging.Clients;

/// <summary>
/// How all clients of a service connect to the cluster: <c>ConnectionStrings:kafka</c>, <c>Kafka:Properties</c>, and settings with which a
/// client recovers from an outage of the cluster.
/// </summary>
public sealed class KafkaConnection(IConfiguration configuration)
{
    /// <summary>The name of the connection string, which is <c>host:port</c> of one or more brokers.</summary>
    public const string Name = "kafka";

    /// <summary>The addresses of one or more brokers, <c>host:port</c> with commas in between; null when none are configured.</summary>
    public string? BootstrapServers { get; } = configuration.GetConnectionString(Name);

    /// <summary>The settings of <see cref="KafkaProperties"/> alone, which all clients have.</summary>
    /// <exception cref="InvalidOperationException">librdkafka does not know a configured property, or rejects its value.</exception>
    internal ClientConfig Configured
    {
        get
        {
            var config = new ClientConfig();
            KafkaProperties.ApplyTo(config, configuration);
            return config;
        }
    }

    /// <summary>Adds the connection settings to a client's settings. Existing settings are kept, unless configuration overrides them.</summary>
    /// <param name="config">The client's settings.</param>
    /// <param name="clientId">The client id, which brokers use in logs and metrics. Used unless one is configured.</param>
    /// <exception cref="InvalidOperationException">librdkafka does not know a configured property, or rejects its value.</exception>
    public void ApplyTo(ClientConfig config, string clientId)
    {
        KafkaProperties.ApplyTo(config, configuration);
        config.BootstrapServers = BootstrapServers ?? config.BootstrapServers;
        config.ClientId ??= clientId;
        config.SocketKeepaliveEnable ??= true;
        config.ReconnectBackoffMs ??= 50;
        config.ReconnectBackoffMaxMs ??= 1_000;

        // No second bootstrap while all brokers are unreachable. librdkafka would lose its reconnect back-off and flood the log. It would
        // also drop the group coordinator but keep waiting for it: a transaction could never send its offsets again.
        config.MetadataRecoveryStrategy ??= MetadataRecoveryStrategy.None;
    }
}

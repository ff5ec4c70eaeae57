using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Clients.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>
/// Healthy when the cluster answers a metadata request. Says why the brokers and this service refuse each other, if they do. Writes nothing
/// to the cluster.
/// </summary>
internal sealed class BrokerHealthCheck(ClusterMetadata metadata, ConnectionErrors connections) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var cluster = await metadata.ReadAsync(Timeout, cancellationToken);
            return HealthCheckResult.Healthy("The cluster answers", new Dictionary<string, object> { ["brokers"] = cluster.Brokers.Count });
        }
        catch (KafkaException e)
        {
            return HealthCheckResult.Unhealthy($"The cluster does not answer: {connections.Current ?? e.Error.Reason}");
        }
    }
}

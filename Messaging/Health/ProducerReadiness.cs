using Messaging.Publishing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>
/// Healthy while the service has a producer that works. Otherwise it says why records can't be sent, and which right is missing.
/// </summary>
internal sealed class ProducerReadiness(ServiceProducer producer) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            (producer.Refusal ?? producer.Failure) is { } failure ? HealthCheckResult.Unhealthy($"No records can be sent: {failure.Explanation}")
            : producer.Ready.IsCompletedSuccessfully ? HealthCheckResult.Healthy("Records can be sent")
            : HealthCheckResult.Unhealthy("The producer has no transactional id from the cluster yet"));
}

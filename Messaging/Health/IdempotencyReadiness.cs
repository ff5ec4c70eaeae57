using Messaging.Idempotency;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>
/// Unhealthy while this service lacks a right that it needs for records with idempotency keys. It asks for that on the transactional id with
/// its first such record, because the cluster does not tell it beforehand.
/// </summary>
internal sealed class IdempotencyReadiness(KeyedPublishingLoop loop) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(loop.MissingRight is { } right
            ? HealthCheckResult.Unhealthy($"No records with idempotency keys can be published: {right}")
            : HealthCheckResult.Healthy());
}

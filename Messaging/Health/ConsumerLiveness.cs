using Messaging.Consuming;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>Healthy while the consumer loop polls. A broker outage does not make the service unhealthy.</summary>
internal sealed class ConsumerLiveness(ConsumerState state) : IHealthCheck
{
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(60);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            state.Failure is { } failure ? HealthCheckResult.Unhealthy($"The consumer loop has failed: {failure}")
            : state.SincePoll > MaxSilence ? HealthCheckResult.Unhealthy($"The consumer loop has not polled for {state.SincePoll.TotalSeconds:0} s")
            : HealthCheckResult.Healthy());
}

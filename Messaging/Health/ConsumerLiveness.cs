using Messaging.Consuming;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>Healthy while the consumer loop keeps asking for records; a broker that is away does not end a life.</summary>
internal sealed class ConsumerLiveness(ConsumerState state) : IHealthCheck
{
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(60);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            state.Failure is { } failure ? HealthCheckResult.Unhealthy($"Consuming ended: {failure}")
            : state.SincePoll > MaxSilence ? HealthCheckResult.Unhealthy($"The consumer loop was last seen {state.SincePoll.TotalSeconds:0} s ago")
            : HealthCheckResult.Healthy());
}

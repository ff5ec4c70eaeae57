using Messaging.Consuming;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>Healthy once this instance is a member of its group. Reports its partitions and lag.</summary>
internal sealed class ConsumerReadiness(ConsumerState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (state.Failure is { } failure) return HealthCheckResult.Unhealthy($"The consumer loop has failed: {failure}");
        if (state.Assigned is not { } assigned) return HealthCheckResult.Unhealthy("Not a member of the consumer group");

        var lag = state.Lag;
        return HealthCheckResult.Healthy($"Consumes {assigned.Count} partitions", new Dictionary<string, object>
        {
            ["partitions"] = assigned.Select(partition => partition.Partition.Value).Order().ToArray(),
            ["restoring"] = state.Restoring.Order().ToArray(),
            ["lag"] = lag.Sum(partition => partition.Records),
            ["lagSeconds"] = lag.Select(partition => partition.Time.TotalSeconds).DefaultIfEmpty().Max(),
            ["sinceProgressSeconds"] = state.SinceProgress?.TotalSeconds ?? -1,
        });
    }
}

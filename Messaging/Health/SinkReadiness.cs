using Messaging.Sinks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>Unhealthy while the rows of a sink can't be written, or a partition can't be claimed in the database. Says why.</summary>
internal sealed class SinkReadiness(SinkStatus status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (status.WriteProblem is { } reason) return HealthCheckResult.Unhealthy($"The records can't be written into the database: {reason}");
        if (status.ClaimProblems is not { Count: > 0 } waiting) return HealthCheckResult.Healthy();

        return HealthCheckResult.Unhealthy(
            string.Join(" ", waiting.GroupBy(it => it.Value).Select(same => $"[{string.Join(", ", same.Select(it => it.Key).Order())}] wait. {same.Key}")),
            data: new Dictionary<string, object> { ["waiting"] = waiting.Keys.Order().ToArray() });
    }
}

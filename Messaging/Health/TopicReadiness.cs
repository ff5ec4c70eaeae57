using Messaging.Topics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>
/// Unhealthy while a topic that the service reads does not exist. Degraded while partitions wait because another topic has too few: all
/// other partitions are processed, so the service stays ready.
/// </summary>
internal sealed class TopicReadiness(TopicWatcher watcher, TopicExtender extender) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        var missing = watcher.Topics.Where(topic => watcher.Latest(topic) is { Exists: false }).ToList();
        if (missing.Count > 0)
        {
            return HealthCheckResult.Unhealthy($"{string.Join(", ", missing)} does not exist. The service continues when it is created");
        }

        if (extender.Shortages is not { Count: > 0 } shortages) return HealthCheckResult.Healthy();

        return HealthCheckResult.Degraded(
            string.Join(" ", shortages.Select(shortage => shortage.Describe())),
            data: new Dictionary<string, object> { ["waiting"] = shortages.SelectMany(shortage => shortage.Waiting).ToArray() });
    }
}

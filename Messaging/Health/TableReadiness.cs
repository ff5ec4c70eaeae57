using Messaging.Reading;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>Healthy once a table has been read to the end. Reports its progress.</summary>
internal sealed class TableReadiness(string topic, ITableProgress table) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = table.Progress;
        var data = new Dictionary<string, object> { ["records"] = now.Records, ["behind"] = now.Behind };
        return Task.FromResult(now.CaughtUp
            ? HealthCheckResult.Healthy($"{topic} has been read to its end", data)
            : HealthCheckResult.Unhealthy($"{topic} is being read: {now.Fraction:P0}", data: data));
    }
}

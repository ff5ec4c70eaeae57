using Messaging.Consuming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>
/// Checks each subscription of the service. The result of the only one is the result; of several, the worst status counts, and the
/// description and the data say which topic they belong to.
/// </summary>
internal sealed class EachSubscription<TCheck>(Subscriptions subscriptions) : IHealthCheck
    where TCheck : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var results = await Task.WhenAll(subscriptions.Scopes.Select(async scope => (
            Topic: scope.GetRequiredService<SubscriptionContext>().Topic,
            Result: await scope.GetRequiredService<TCheck>().CheckHealthAsync(context, cancellationToken))));
        return results is [var only] ? only.Result : Combine(results);
    }

    private static HealthCheckResult Combine(IReadOnlyCollection<(string Topic, HealthCheckResult Result)> results) => new(
        results.Min(it => it.Result.Status),
        string.Join(" ", results.Where(it => it.Result.Description is not null).Select(it => $"{it.Topic}: {it.Result.Description}.")),
        data: results.Where(it => it.Result.Data.Count > 0).ToDictionary(it => it.Topic, it => (object)it.Result.Data));
}

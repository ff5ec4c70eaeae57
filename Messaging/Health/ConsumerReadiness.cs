using Confluent.Kafka;
using Messaging.Consuming;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Health;

/// <summary>
/// Healthy while this instance is a member of its group and can read its topic. Reports its partitions and lag, or why the cluster refuses
/// it.
/// </summary>
internal sealed class ConsumerReadiness(ConsumerState state, ConsumerErrors errors, ConsumerProbe probe) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (state.Failure is { } failure) return HealthCheckResult.Unhealthy($"The consumer loop has failed: {failure}");
        if (await ReadingAsync(cancellationToken) is { } reading) return HealthCheckResult.Unhealthy(errors.Explain(reading));

        return state.Assigned is { } assigned ? Consumes(assigned) : await JoinsAsync(cancellationToken);
    }

    private async Task<Error?> ReadingAsync(CancellationToken cancellationToken)
    {
        if (state.Problems.Reading is not { } problem) return null;
        if (!await probe.CanReadAsync(problem.Partition, cancellationToken)) return problem.Error;

        state.Problems.OnReadable();
        return null;
    }

    private async Task<HealthCheckResult> JoinsAsync(CancellationToken cancellationToken)
    {
        if (state.Problems.Joining is not { } problem)
        {
            return await probe.IsMemberAsync(cancellationToken)
                ? Consumes([])
                : HealthCheckResult.Unhealthy("Not yet a member of the consumer group");
        }

        var other = problem.Code is ErrorCode.InconsistentGroupProtocol ? await probe.AssignorAsync(cancellationToken) : null;
        return HealthCheckResult.Unhealthy($"Not a member of the consumer group. {errors.Explain(problem, other)}");
    }

    private HealthCheckResult Consumes(IReadOnlyList<TopicPartition> assigned)
    {
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

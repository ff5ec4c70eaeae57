using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Clients;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Topics;

/// <summary>
/// Asks the cluster which rights this service has on its topics, before it needs them and for as long as it runs. Logs each missing right
/// once, and again when it is granted; healthy when none is missing. Does nothing for a service that connects without a user or certificate.
/// </summary>
/// <remarks>
/// The consumer reports a missing right on its group. The client library could ask for it, but that request ends the process when the
/// connection to the group's coordinator is lost while it is sent (librdkafka 4605). Kafka has no such request for transactional ids: the
/// producer reports a missing right on them.
/// </remarks>
internal sealed partial class RightsMonitor(
    TopicDescriber describer, IEnumerable<KafkaRight> needed, TopicProvisioner topics, ClientIdentity identity, ClientErrors errors,
    TimeProvider time, ILogger<RightsMonitor> logger) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan IntervalWhileMissing = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    private readonly ILookup<string, KafkaRight> _needed = needed.Distinct().Where(right => right.Resource is "topic").ToLookup(right => right.Name);
    private readonly SemaphoreSlim _checking = new(1);
    private volatile List<KafkaRight> _missing = [];

    /// <summary>Checks the rights now.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (identity.IsAuthenticated && topics.Done.IsCompleted) await TryCheckAsync(cancellationToken);
        IEnumerable<string> problems = [.. _missing.Select(errors.MissingRight), .. topics.NotCreated.Values];
        return problems.Any()
            ? HealthCheckResult.Unhealthy(string.Join(". ", problems))
            : HealthCheckResult.Healthy(identity.IsAuthenticated ? $"{identity.Name} has the rights that the service needs" : null);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!identity.IsAuthenticated) return;

        try
        {
            await topics.Done.WaitAsync(stoppingToken);
            while (true)
            {
                await TryCheckAsync(stoppingToken);
                await Task.Delay(_missing.Count > 0 ? IntervalWhileMissing : Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    public override void Dispose()
    {
        _checking.Dispose();
        base.Dispose();
    }

    private async Task TryCheckAsync(CancellationToken cancellationToken)
    {
        await _checking.WaitAsync(cancellationToken);
        try
        {
            var missing = _needed.Count == 0 ? [] : await MissingAsync();
            foreach (var right in missing.Except(_missing)) LogMissing(errors.MissingRight(right));
            foreach (var right in _missing.Except(missing)) LogGranted(identity.Name, right);
            _missing = missing;
        }
        catch (KafkaException e)
        {
            LogNotChecked(e.Error.Reason); // usually the cluster does not answer, which other health checks report
        }
        finally
        {
            _checking.Release();
        }
    }

    private async Task<List<KafkaRight>> MissingAsync()
    {
        var found = await describer.DescribeRightsAsync(_needed.Select(topic => topic.Key), RequestTimeout);
        return [.. found.SelectMany(topic => Missing(_needed[topic.Name], topic.Error, topic.AuthorizedOperations))];
    }

    /// <summary>
    /// The rights that are missing. A topic that does not exist, or is being created, has no answer: another check reports it.
    /// </summary>
    private static IEnumerable<KafkaRight> Missing(IEnumerable<KafkaRight> rights, Error error, List<AclOperation>? granted)
    {
        if (ClientErrors.IsMissingRight(error)) return rights;
        if (error.IsError || granted is null) return [];

        return rights.Where(right => !granted.Contains(Enum.Parse<AclOperation>(right.Operation)));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Sentence}")]
    private partial void LogMissing(string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} has the right {Right} now")]
    private partial void LogGranted(string identity, KafkaRight right);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The rights of this service could not be requested: {Reason}")]
    private partial void LogNotChecked(string reason);
}

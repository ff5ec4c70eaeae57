using Microsoft.Extensions.Diagnostics.HealthChecks;
using Polly;
using Polly.Retry;

namespace SinkService.Migrations;

/// <summary>
/// Brings the schema up to date when the service starts, and tries until the database is there. Healthy when it is done. The sinks start
/// meanwhile, and wait for their tables as they wait for the database.
/// </summary>
internal sealed partial class SchemaUpdate(Migrator migrator, TimeProvider time, ILogger<SchemaUpdate> logger) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _reason = "The migrations are being applied";

    /// <summary>Completes when the schema is up to date.</summary>
    public Task Done => _done.Task;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_done.Task.IsCompletedSuccessfully ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(_reason));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstDelay,
                MaxDelay = MaxDelay,
                ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not OperationCanceledException),
                OnRetry = attempt =>
                {
                    var reason = attempt.Outcome.Exception!.Message;
                    if (reason != _reason) LogFailed(reason); // an outage can last for hours
                    _reason = reason;
                    return default;
                },
            })
            .Build();
        try
        {
            foreach (var migration in await retry.ExecuteAsync(async stop => await migrator.ApplyAsync(stop), stoppingToken)) LogApplied(migration.Name);
            LogUpToDate();
            _done.SetResult();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The schema of the database is not up to date yet, and this is tried until it is: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied the migration {Name}")]
    private partial void LogApplied(string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "The schema of the database is up to date")]
    private partial void LogUpToDate();
}

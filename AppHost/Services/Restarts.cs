using System.Collections.Concurrent;
using AppHost.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AppHost.Services;

/// <summary>
/// Starts a process again that ended by itself, with back-off, and restarts a service whose <c>/alive</c> has failed for
/// <see cref="UnresponsiveLimit"/>. Each replica is watched on its own. A process that a person stops stays stopped: it passes through the
/// state <c>Stopping</c>, and a process that ends by itself does not. The dashboard shows how often each process was restarted.
/// </summary>
/// <remarks>Aspire's orchestrator does not start a process again that has ended; a person would have to click Start.</remarks>
internal sealed partial class Restarts(
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    IOptions<RestartsOptions> options,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<Restarts> logger) : BackgroundService
{
    /// <summary>The property of a resource that counts its restarts.</summary>
    public const string RestartsProperty = "Restarts";

    /// <summary>How long <c>/alive</c> may fail before the service is restarted.</summary>
    private static readonly TimeSpan UnresponsiveLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, WatchedProcess> _processes = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = ProbeInterval };

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled) return;

        // A service that a debugger has paused does not answer, and must not be restarted.
        var probes = configuration["DEBUG_SESSION_PORT"] is null ? ProbeAsync(stoppingToken) : Task.CompletedTask;
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                if (change.Resource is not (ProjectResource or KafkaProcessResource)) continue;

                var process = _processes.GetOrAdd(change.ResourceId, id => new(change.Resource, id));
                if (process.Update(change.Snapshot, time.GetUtcNow())) _ = StartAgainAsync(process, stoppingToken);
            }
        }
        finally
        {
            await probes;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    private async Task StartAgainAsync(WatchedProcess process, CancellationToken stoppingToken)
    {
        try
        {
            var pause = process.NextPause();
            LogEnded(process.Id, process.ExitCode, pause.TotalSeconds);
            await Task.Delay(pause, time, stoppingToken);
            if (process.HasEnded) await RunAsync(process, KnownResourceCommands.StartCommand, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private async Task ProbeAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ProbeInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Task.WhenAll(_processes.Values.Select(process => ProbeAsync(process, stoppingToken)));
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private async Task ProbeAsync(WatchedProcess process, CancellationToken stoppingToken)
    {
        if (process.Address is not { } address) return;

        if (await IsAliveAsync(address, stoppingToken))
        {
            process.LastAlive = time.GetUtcNow();
        }
        else if (time.GetUtcNow() - process.LastAlive > UnresponsiveLimit)
        {
            LogUnresponsive(process.Id, UnresponsiveLimit.TotalSeconds);
            await RunAsync(process, KnownResourceCommands.RestartCommand, stoppingToken);
        }
    }

    private async Task<bool> IsAliveAsync(Uri address, CancellationToken stoppingToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(address, "/alive"), stoppingToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stoppingToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task RunAsync(WatchedProcess process, string command, CancellationToken stoppingToken)
    {
        process.Restarts++;
        await notifications.PublishUpdateAsync(process.Resource, process.Id, snapshot => snapshot with
        {
            Properties = [.. snapshot.Properties.Where(property => property.Name is not RestartsProperty), new(
                RestartsProperty, process.Restarts)],
        });
        var result = await commands.ExecuteCommandAsync(process.Id, command, stoppingToken);
        if (!result.Success) LogFailed(process.Id, result.Message);
    }

    [LoggerMessage(LogLevel.Warning, "{Resource} ended by itself with exit code {ExitCode}. It is started again in {Seconds} s.")]
    private partial void LogEnded(string resource, int? exitCode, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Resource} has not answered /alive for {Seconds} s. It is restarted.")]
    private partial void LogUnresponsive(string resource, double seconds);

    [LoggerMessage(LogLevel.Error, "{Resource} could not be started: {Reason}")]
    private partial void LogFailed(string resource, string? reason);
}

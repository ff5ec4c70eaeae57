using System.Collections.Concurrent;
using AppHost.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppHost.Services;

/// <summary>
/// Starts a process again that ended by itself, with back-off, and restarts a service whose <c>/alive</c> has failed for
/// <see cref="UnresponsiveLimit"/>. Each replica is treated by itself. A process that a person stops stays stopped: it passes through
/// the state <c>Stopping</c>, which one that ends by itself does not. The dashboard shows how often each was restarted. When a broker that
/// keeps its records in memory comes back, its clients are restarted, because offsets and producer ids that they know mean nothing to it.
/// </summary>
/// <remarks>Aspire's orchestrator leaves a process that ended as it is, until a person clicks Start.</remarks>
internal sealed partial class Restarts(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<Restarts> logger) : BackgroundService
{
    /// <summary>The configuration key that switches restarts off when it is <c>false</c>.</summary>
    public const string EnabledKey = "Restarts:Enabled";

    /// <summary>How long <c>/alive</c> may fail before the service is restarted.</summary>
    private static readonly TimeSpan UnresponsiveLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Instance> _instances = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = ProbeInterval };

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!configuration.GetValue(EnabledKey, true)) return;

        // A service that a debugger has paused does not answer, and is not to be restarted.
        var probes = configuration["DEBUG_SESSION_PORT"] is null ? ProbeAsync(stoppingToken) : Task.CompletedTask;
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                if (change.Resource is not (ProjectResource or KafkaProcessResource)) continue;

                var instance = _instances.GetOrAdd(change.ResourceId, id => new(change.Resource, id));
                switch (instance.Update(change.Snapshot, time.GetUtcNow()))
                {
                    case Change.EndedByItself:
                        _ = StartAgainAsync(instance, stoppingToken);
                        break;
                    case Change.RunsAgain when change.Resource.HasAnnotationOfType<LosesRecordsAnnotation>():
                        _ = RestartClientsAsync(change.Resource, stoppingToken);
                        break;
                }
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

    private async Task StartAgainAsync(Instance instance, CancellationToken stoppingToken)
    {
        try
        {
            var pause = instance.NextPause();
            LogEnded(instance.Id, instance.ExitCode, pause.TotalSeconds);
            await Task.Delay(pause, time, stoppingToken);
            if (instance.HasEnded) await RunAsync(instance, KnownResourceCommands.StartCommand, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private async Task RestartClientsAsync(IResource broker, CancellationToken stoppingToken)
    {
        LogClients(broker.Name);
        var clients = model.GetProjectResources().Where(service => service.References(broker));
        await Task.WhenAll(clients.Select(client => commands.ExecuteCommandAsync(client, KnownResourceCommands.RestartCommand, stoppingToken)));
    }

    private async Task ProbeAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ProbeInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Task.WhenAll(_instances.Values.Select(instance => ProbeAsync(instance, stoppingToken)));
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private async Task ProbeAsync(Instance instance, CancellationToken stoppingToken)
    {
        if (instance.Address is not { } address) return;

        if (await IsAliveAsync(address, stoppingToken))
        {
            instance.LastAlive = time.GetUtcNow();
        }
        else if (time.GetUtcNow() - instance.LastAlive > UnresponsiveLimit)
        {
            LogUnresponsive(instance.Id, UnresponsiveLimit.TotalSeconds);
            await RunAsync(instance, KnownResourceCommands.RestartCommand, stoppingToken);
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

    private async Task RunAsync(Instance instance, string command, CancellationToken stoppingToken)
    {
        instance.Restarts++;
        await notifications.PublishUpdateAsync(instance.Resource, instance.Id, snapshot => snapshot with
        {
            Properties = [.. snapshot.Properties.Where(property => property.Name is not Instance.RestartsProperty), new(Instance.RestartsProperty, instance.Restarts)],
        });
        var result = await commands.ExecuteCommandAsync(instance.Id, command, stoppingToken);
        if (!result.Success) LogFailed(instance.Id, result.Message);
    }

    [LoggerMessage(LogLevel.Warning, "{Resource} ended by itself with exit code {ExitCode}. It is started again in {Seconds} s.")]
    private partial void LogEnded(string resource, int? exitCode, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Resource} has not answered /alive for {Seconds} s. It is restarted.")]
    private partial void LogUnresponsive(string resource, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Resource} runs again, without its records. The services that use it are restarted.")]
    private partial void LogClients(string resource);

    [LoggerMessage(LogLevel.Error, "{Resource} could not be started: {Reason}")]
    private partial void LogFailed(string resource, string? reason);

    private enum Change
    {
        None,
        EndedByItself,
        RunsAgain,
    }

    /// <summary>A process of a resource: the only one, or one of its replicas.</summary>
    private sealed class Instance(IResource resource, string id)
    {
        public const string RestartsProperty = "Restarts";

        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
        private static readonly TimeSpan LongRun = TimeSpan.FromSeconds(30);

        private string? _state;
        private DateTimeOffset _startedAt;
        private TimeSpan _pause = TimeSpan.FromSeconds(1);

        public IResource Resource => resource;
        public string Id => id;
        public int Restarts { get; set; }
        public int? ExitCode { get; private set; }

        /// <summary>Where this process listens; null unless it is a service that runs.</summary>
        public Uri? Address { get; private set; }

        /// <summary>When <c>/alive</c> last answered, or the process was started.</summary>
        public DateTimeOffset LastAlive { get; set; }

        public bool HasEnded => KnownResourceStates.TerminalStates.Contains(_state);

        /// <summary>Takes a new state, and tells how it differs from the one before.</summary>
        public Change Update(CustomResourceSnapshot snapshot, DateTimeOffset now)
        {
            var (before, hadEnded) = (_state, HasEnded);
            _state = snapshot.State?.Text;
            ExitCode = snapshot.ExitCode;
            Address = IsRunning && resource is ProjectResource && UrlIn(snapshot) is { } url ? new(url) : null;
            if (HasEnded && !hadEnded && before != KnownResourceStates.Stopping)
            {
                if (now - _startedAt > LongRun) _pause = TimeSpan.FromSeconds(1);
                return Change.EndedByItself;
            }

            if (!IsRunning || snapshot.StartTimeStamp is not { } start || start == _startedAt) return Change.None;

            var ranBefore = _startedAt != default;
            (_startedAt, LastAlive) = (start, now);
            return ranBefore ? Change.RunsAgain : Change.None;
        }

        /// <summary>How long to wait before the next start: 1 s, doubled each time up to 30 s, and 1 s again after a long run.</summary>
        public TimeSpan NextPause()
        {
            var pause = _pause;
            _pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
            return pause;
        }

        private bool IsRunning => _state == KnownResourceStates.Running;

        private static string? UrlIn(CustomResourceSnapshot snapshot) =>
            snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name is "ASPNETCORE_URLS")?.Value;
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppHost.Kafka;

/// <summary>
/// Restarts the services that use the in-memory broker when its process is another one. That broker is a new and empty cluster: offsets and
/// producer ids of the earlier one mean something else in it, or nothing. A service that a person has stopped stays stopped.
/// </summary>
internal sealed partial class ClientRestarts(
    IResource broker, ResourceNotificationService notifications, ResourceCommandService commands, ILogger<ClientRestarts> logger) : BackgroundService
{
    private readonly Dictionary<string, CustomResourceSnapshot> _clients = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        object? process = null;
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (change.Resource is ProjectResource service && service.References(broker)) _clients[change.ResourceId] = change.Snapshot;
            if (change.Resource != broker || change.Snapshot.State?.Text != KnownResourceStates.Running || ProcessOf(change.Snapshot) is not { } now) continue;

            if (process is not null && !process.Equals(now)) await RestartClientsAsync(stoppingToken);
            process = now;
        }
    }

    private async Task RestartClientsAsync(CancellationToken stoppingToken)
    {
        var running = _clients.Where(client => client.Value.State?.Text == KnownResourceStates.Running).Select(client => client.Key).ToList();
        LogRestart(broker.Name, string.Join(", ", running));
        await notifications.WaitForResourceHealthyAsync(broker.Name, WaitBehavior.WaitOnResourceUnavailable, stoppingToken);
        await Task.WhenAll(running.Select(client => RestartAsync(client, stoppingToken)));
    }

    private async Task RestartAsync(string client, CancellationToken stoppingToken)
    {
        var result = await commands.ExecuteCommandAsync(client, KnownResourceCommands.RestartCommand, stoppingToken);
        if (!result.Success) LogFailed(client, result.Message);
    }

    private static object? ProcessOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value;

    [LoggerMessage(LogLevel.Warning, "{Broker} runs in a new process and is empty. These services are restarted: {Services}.")]
    private partial void LogRestart(string broker, string services);

    [LoggerMessage(LogLevel.Error, "{Service} could not be restarted: {Reason}")]
    private partial void LogFailed(string service, string? reason);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppHost.Kafka;

/// <summary>
/// Restarts the services that use the in-memory broker when the broker runs in a new process. It is then an empty cluster, in which the
/// offsets and producer ids that the services remember are not valid. A service that a person has stopped stays stopped.
/// </summary>
internal sealed partial class ClientRestarts(
    IResource broker,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    IEnumerable<IRecordCopies> copies,
    ILogger<ClientRestarts> logger) : BackgroundService
{
    private readonly Dictionary<string, CustomResourceSnapshot> _clients = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        object? knownProcess = null;
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (change.Resource is ProjectResource service && service.References(broker)) _clients[change.ResourceId] = change.Snapshot;
            if (change.Resource != broker || !IsRunning(change.Snapshot) || ProcessOf(change.Snapshot) is not { } process) continue;

            if (knownProcess is not null && !knownProcess.Equals(process)) await RestartClientsAsync(stoppingToken);
            knownProcess = process;
        }
    }

    private async Task RestartClientsAsync(CancellationToken stoppingToken)
    {
        var running = _clients.Where(client => IsRunning(client.Value)).Select(client => client.Key).ToList();
        LogRestart(broker.Name, string.Join(", ", running));
        await notifications.WaitForResourceHealthyAsync(broker.Name, WaitBehavior.WaitOnResourceUnavailable, stoppingToken);
        foreach (var copy in copies) copy.Delete();
        await Task.WhenAll(running.Select(client => RestartAsync(client, stoppingToken)));
    }

    private async Task RestartAsync(string client, CancellationToken stoppingToken)
    {
        var result = await commands.ExecuteCommandAsync(client, KnownResourceCommands.RestartCommand, stoppingToken);
        if (!result.Success) LogFailed(client, result.Message);
    }

    private static bool IsRunning(CustomResourceSnapshot snapshot) => snapshot.State?.Text == KnownResourceStates.Running;

    private static object? ProcessOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value;

    [LoggerMessage(LogLevel.Warning, "{Broker} runs in a new process and is empty. These services are restarted: {Services}.")]
    private partial void LogRestart(string broker, string services);

    [LoggerMessage(LogLevel.Error, "{Service} could not be restarted: {Reason}")]
    private partial void LogFailed(string service, string? reason);
}

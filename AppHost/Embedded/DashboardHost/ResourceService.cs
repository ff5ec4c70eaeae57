using AppHost.Embedded.Running;
using AppHost.Embedded.State;
using Dashboard.Door;
using DoorResource = Dashboard.Door.Resource;
using DoorState = Dashboard.Door.ResourceState;
using EngineState = AppHost.Embedded.State.ResourceState;

namespace AppHost.Embedded.DashboardHost;

/// <summary>Shows the dashboard what is on the board, and passes on what people tell resources there.</summary>
internal sealed class ResourceService : IResourceService
{
    private readonly ResourceBoard _board;
    private readonly IReadOnlyDictionary<string, ResourceCommands> _commands;

    /// <param name="board">The board.</param>
    /// <param name="commands">What takes commands, by name.</param>
    public ResourceService(ResourceBoard board, IReadOnlyDictionary<string, ResourceCommands> commands)
    {
        (_board, _commands) = (board, commands);
        board.Logged += line => Written?.Invoke(new(line.Time, line.Source, line.Text, line.IsError));
        board.Changed += changed =>
        {
            if (IsShown(changed))
                Changed?.Invoke(Show(changed));
        };
    }

    /// <inheritdoc/>
    public event Action<DoorResource>? Changed;

    /// <inheritdoc/>
    public event Action<ConsoleLine>? Written;

    /// <inheritdoc/>
    public IReadOnlyList<DoorResource> Resources => [.. _board.Resources.Where(IsShown).Select(Show)];

    /// <inheritdoc/>
    public Task ExecuteAsync(string resource, ResourceCommand command, CancellationToken cancellationToken)
    {
        if (_commands.TryGetValue(resource, out var commands))
            return commands.ExecuteAsync(command).WaitAsync(cancellationToken);

        throw new InvalidOperationException(
            _board.Resources.Any(known => known.Name == resource) ? $"{resource} takes no commands." : $"There is no resource named '{resource}'.");
    }

    /// <summary>The address that replicas share is shown with each of them.</summary>
    private static bool IsShown(ResourceSnapshot resource) => resource.Kind is not ResourceKind.SharedAddress;

    private static DoorResource Show(ResourceSnapshot resource)
        => new(resource.Name, resource.Resource, resource.Kind is ResourceKind.Kafka ? ResourceType.Kafka : ResourceType.Project, Show(resource.State))
        {
            IsHealthy = resource.State switch
            {
                EngineState.Healthy => true,
                EngineState.Unhealthy => false,
                _ => null,
            },
            Addresses = resource.SharedAddress is { } shared ? [resource.Address, shared] : [resource.Address],
            ProcessId = resource.ProcessId,
            StartedAt = resource.StartedAt,
            Restarts = resource.Restarts,
            LastExit = resource.LastExit,
            Note = resource.Note,
            InstanceId = resource.InstanceId,
            Environment = resource.Environment,
            Commands = resource.Commands,
        };

    private static DoorState Show(EngineState state) => state switch
    {
        EngineState.Waiting => DoorState.Waiting,
        EngineState.Starting => DoorState.Starting,
        EngineState.Healthy or EngineState.Unhealthy => DoorState.Running,
        EngineState.Restarting => DoorState.Restarting,
        EngineState.Stopping => DoorState.Stopping,
        EngineState.Stopped => DoorState.Stopped,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}

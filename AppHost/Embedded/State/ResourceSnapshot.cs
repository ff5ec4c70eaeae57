using Dashboard.Door;

namespace AppHost.Embedded.State;

/// <summary>What is known at one moment of one running thing: the broker, a service, or one of its replicas where it has several.</summary>
/// <param name="Name">Its own name: that of the resource, or <c>resource-1</c>, <c>resource-2</c>, … for replicas.</param>
/// <param name="Resource">The name of the resource it belongs to.</param>
/// <param name="Address">Where it is reached: a URL for services, <c>host:port</c> for the broker.</param>
/// <param name="State">Where it is in its life.</param>
internal sealed record ResourceSnapshot(string Name, string Resource, string Address, ResourceState State)
{
    /// <summary>What it is.</summary>
    public ResourceKind Kind { get; init; }

    /// <summary>Where it is reached together with the other replicas of its service; null where there are none.</summary>
    public string? SharedAddress { get; init; }

    /// <summary>The process, while there is one of its own.</summary>
    public int? ProcessId { get; init; }

    /// <summary>When it was started the last time; null while it doesn't run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How often it was started again after it had ended by itself.</summary>
    public int Restarts { get; init; }

    /// <summary>How its process ended the last time, such as <c>exit code 1</c>.</summary>
    public string? LastExit { get; init; }

    /// <summary>What kind of thing answers there, such as <c>in memory</c>; null where there is nothing to say.</summary>
    public string? Note { get; init; }

    /// <summary>The <c>service.instance.id</c> of the telemetry of its present or latest process.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The environment variables that its present or latest process was given by this engine.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether a person may start and stop it.</summary>
    public bool TakesCommands { get; init; }

    /// <summary>What a person may tell it now.</summary>
    public IReadOnlyList<ResourceCommand> Commands => !TakesCommands ? [] : State switch
    {
        ResourceState.Starting or ResourceState.Healthy or ResourceState.Unhealthy => [ResourceCommand.Stop, ResourceCommand.Restart],
        ResourceState.Restarting => [ResourceCommand.Start, ResourceCommand.Stop],
        ResourceState.Stopped => [ResourceCommand.Start],
        _ => [],
    };
}

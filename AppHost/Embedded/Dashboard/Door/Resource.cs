namespace Dashboard.Door;

/// <summary>What is known at one moment of one thing that runs: a broker, a service, or a replica of one.</summary>
/// <param name="Name">Its own name, such as <c>consumer-worker-2</c>.</param>
/// <param name="Service">The name that its telemetry has as <c>service.name</c>, which replicas share, such as <c>consumer-worker</c>.</param>
/// <param name="Type">What it is.</param>
/// <param name="State">Where it is in its life.</param>
public sealed record Resource(string Name, string Service, ResourceType Type, ResourceState State)
{
    /// <summary>Whether it answers its health check; null while there is nothing to ask.</summary>
    public bool? IsHealthy { get; init; }

    /// <summary>Where it is reached, its own address first: URLs of services, <c>host:port</c> of a broker.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The process, while there is one of its own.</summary>
    public int? ProcessId { get; init; }

    /// <summary>When the present process, or what else it is, was started; null while there is none.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How often it was started again after it had ended by itself.</summary>
    public int Restarts { get; init; }

    /// <summary>How its process ended the last time, such as <c>exit code 1</c>.</summary>
    public string? LastExit { get; init; }

    /// <summary>What kind of thing it is in particular, such as <c>in memory</c>.</summary>
    public string? Note { get; init; }

    /// <summary>The <c>service.instance.id</c> of its telemetry, by which replicas are told apart.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The environment variables that it was given, on top of those it inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What it may be told now.</summary>
    public IReadOnlyList<ResourceCommand> Commands { get; init; } = [];
}

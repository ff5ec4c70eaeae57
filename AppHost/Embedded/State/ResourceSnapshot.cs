namespace AppHost.Embedded.State;

/// <summary>What is known at one moment of one running thing: the broker, a service, or one of its replicas where it has several.</summary>
/// <param name="Name">Its own name: that of the resource, or <c>resource-1</c>, <c>resource-2</c>, … for replicas.</param>
/// <param name="Resource">The name of the resource it belongs to.</param>
/// <param name="Address">Where it is reached: a URL for services, <c>host:port</c> for the broker.</param>
/// <param name="State">Where it is in its life.</param>
internal sealed record ResourceSnapshot(string Name, string Resource, string Address, ResourceState State)
{
    /// <summary>The process, while there is one of its own.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How often it was started again after it had ended by itself.</summary>
    public int Restarts { get; init; }

    /// <summary>How its process ended the last time, such as <c>exit code 1</c>.</summary>
    public string? LastExit { get; init; }

    /// <summary>What kind of thing answers there, such as <c>in memory</c>; null where there is nothing to say.</summary>
    public string? Note { get; init; }
}

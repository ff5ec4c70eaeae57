namespace InMemoryKafka.Groups;

/// <summary>A member of a classic group, as the cluster sees it.</summary>
internal sealed class ClassicMember
{
    /// <summary>The member id; empty until the cluster has given the member one.</summary>
    public required string Id { get; set; }

    /// <summary>The group instance id of a static member, or null.</summary>
    public required string? Instance { get; init; }

    /// <summary>When the member last sent a request, as a timestamp of the <see cref="TimeProvider"/>.</summary>
    public long LastSeen { get; set; }

    /// <summary>The connection on which it waits for the response to JoinGroup, or null.</summary>
    public object? JoinsOn { get; set; }

    /// <summary>The connection on which it waits for the response to SyncGroup, or null.</summary>
    public object? SyncsOn { get; set; }
}

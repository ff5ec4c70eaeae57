namespace Dashboard.Door;

/// <summary>Where a resource is in its life.</summary>
public enum ResourceState
{
    /// <summary>Something it waits for is not healthy yet.</summary>
    Waiting,

    /// <summary>It was started and has not been healthy since.</summary>
    Starting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It ended by itself and will be started again after a pause.</summary>
    Restarting,

    /// <summary>It was asked to stop.</summary>
    Stopping,

    /// <summary>It ended because it was asked to.</summary>
    Stopped,
}

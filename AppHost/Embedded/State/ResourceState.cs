namespace AppHost.Embedded.State;

/// <summary>Where a running thing is in its life.</summary>
internal enum ResourceState
{
    /// <summary>Something it waits for is not healthy yet.</summary>
    Waiting,

    /// <summary>It runs, and has not been healthy since it was started.</summary>
    Starting,

    /// <summary>It runs and answers its health check.</summary>
    Healthy,

    /// <summary>It was healthy, still runs, but no longer answers its health check.</summary>
    Unhealthy,

    /// <summary>It ended by itself and will be started again after a pause.</summary>
    Restarting,

    /// <summary>It has been asked to stop.</summary>
    Stopping,

    /// <summary>It ended because it was asked to.</summary>
    Stopped,
}

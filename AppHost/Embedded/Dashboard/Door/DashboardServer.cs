namespace Dashboard.Door;

/// <summary>The dashboard while it is served.</summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private DashboardServer()
    {
    }

    /// <summary>Starts it; completes when it answers.</summary>
    public static Task<DashboardServer> StartAsync(DashboardSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return Task.FromResult(new DashboardServer());
    }

    /// <summary>Stops it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

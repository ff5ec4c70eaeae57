namespace AppHost.Services;

/// <summary>A process of a resource: its only one, or one of its replicas.</summary>
/// <param name="resource">The resource.</param>
/// <param name="id">The name that Aspire gives to this process.</param>
internal sealed class WatchedProcess(IResource resource, string id)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StableRun = TimeSpan.FromSeconds(30);

    private string? _state;
    private DateTimeOffset _runningSince;
    private TimeSpan _pause = ShortestPause;

    public IResource Resource => resource;

    public string Id => id;

    public int Restarts { get; set; }

    public int? ExitCode { get; private set; }

    /// <summary>Where this process listens; null unless it is a service that runs.</summary>
    public Uri? Address { get; private set; }

    /// <summary>When <c>/alive</c> last answered, or the process was started.</summary>
    public DateTimeOffset LastAlive { get; set; }

    public bool HasEnded => KnownResourceStates.TerminalStates.Contains(_state);

    private bool IsRunning => _state == KnownResourceStates.Running;

    /// <summary>Updates the state from Aspire's latest snapshot of the process.</summary>
    /// <returns>Whether the process has just ended by itself.</returns>
    public bool Update(CustomResourceSnapshot snapshot, DateTimeOffset now)
    {
        var (before, hadEnded) = (_state, HasEnded);
        _state = snapshot.State?.Text;
        ExitCode = snapshot.ExitCode;
        Address = IsRunning && resource is ProjectResource && UrlIn(snapshot) is { } url ? new(url.Split(';')[0]) : null;
        if (IsRunning && before != _state) _runningSince = LastAlive = now;
        if (!HasEnded || hadEnded || before == KnownResourceStates.Stopping) return false;

        if (now - _runningSince > StableRun) _pause = ShortestPause;
        return true;
    }

    /// <summary>How long to wait before the next start: 1 s, doubled each time up to 30 s, and 1 s again after a run of 30 s.</summary>
    public TimeSpan NextPause()
    {
        var pause = _pause;
        _pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        return pause;
    }

    private static string? UrlIn(CustomResourceSnapshot snapshot) =>
        snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name is "ASPNETCORE_URLS")?.Value;
}

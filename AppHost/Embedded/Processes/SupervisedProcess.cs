using AppHost.Embedded.Running;
using AppHost.Embedded.State;

namespace AppHost.Embedded.Processes;

/// <summary>A process that is kept running while it is wanted: from its start on, and after that as a person commands.</summary>
internal sealed class SupervisedProcess : IDisposable
{
    // As long as the stop of the whole application gives a service, which bounds its own stop to 5 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private readonly TaskCompletionSource<string> _firstExit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _hurry = new();
    private readonly HealthWatch _watch;
    private readonly Func<Supervision> _newSupervision;
    private readonly TimeProvider _time;
    private Supervision? _supervision;

    /// <param name="name">Its name on the board.</param>
    /// <param name="command">What to start; asked anew for each start.</param>
    /// <param name="probe">Tells whether it is healthy; returns promptly and doesn't throw.</param>
    /// <param name="board">Where its state and output go.</param>
    /// <param name="guardian">Ends it should this program be killed.</param>
    /// <param name="time">The clock.</param>
    public SupervisedProcess(
        string name, Func<ChildCommand> command, Func<CancellationToken, Task<bool>> probe,
        ResourceBoard board, Guardian guardian, TimeProvider time)
    {
        _time = time;
        _watch = new(name, probe, board, time);
        _newSupervision = () => new(name, command, _watch, exit => _firstExit.TrySetResult(exit), board, guardian, time);
        Commands = new(name, board, Start, EndPatientlyAsync);
    }

    /// <summary>What a person may tell it; closed until it is opened.</summary>
    public ResourceCommands Commands { get; }

    /// <summary>Completes when it is healthy for the first time.</summary>
    public Task FirstHealthy => _watch.FirstHealthy;

    /// <summary>Completes when it has ended by itself, or could not be started, for the first time; tells how.</summary>
    public Task<string> FirstExit => _firstExit.Task;

    /// <summary>Starts it, and from then on keeps it running.</summary>
    public void Start()
    {
        _supervision?.Dispose();
        _supervision = _newSupervision();
        _supervision.Begin();
    }

    /// <summary>Asks it to stop, for good, and returns when it has. <see cref="Commands"/> are closed by then.</summary>
    /// <param name="kill">Ends the patience: the process is killed then.</param>
    public async Task StopAsync(CancellationToken kill)
    {
        await using var impatience = kill.Register(_hurry.Cancel);
        await Commands.FinishAsync();
        await EndAsync(_hurry.Token);
    }

    public void Dispose()
    {
        _supervision?.Dispose();
        _hurry.Dispose();
    }

    private async Task EndPatientlyAsync()
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _hurry.Token);
        await EndAsync(kill.Token);
    }

    private Task EndAsync(CancellationToken kill) => _supervision?.EndAsync(kill) ?? Task.CompletedTask;
}

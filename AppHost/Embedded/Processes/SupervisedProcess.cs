using System.ComponentModel;
using AppHost.Embedded.Running;
using AppHost.Embedded.State;

namespace AppHost.Embedded.Processes;

/// <summary>A process that is watched, started again with growing pauses when it ends by itself, and stopped on request.</summary>
/// <param name="name">Its name on the board.</param>
/// <param name="command">What to start; asked anew for each start.</param>
/// <param name="probe">Tells whether it is healthy; returns promptly and doesn't throw.</param>
/// <param name="board">Where its state and output go.</param>
/// <param name="guardian">Ends it should this program be killed.</param>
/// <param name="time">The clock.</param>
internal sealed class SupervisedProcess(
    string name,
    Func<ChildCommand> command,
    Func<CancellationToken, Task<bool>> probe,
    ResourceBoard board,
    Guardian guardian,
    TimeProvider time) : IDisposable
{
    private readonly TaskCompletionSource<string> _firstExit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly HealthWatch _watch = new(name, probe, board, time);
    private readonly Backoff _backoff = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Completes when it is healthy for the first time.</summary>
    public Task FirstHealthy => _watch.FirstHealthy;

    /// <summary>Completes when it has ended by itself, or could not be started, for the first time; tells how.</summary>
    public Task<string> FirstExit => _firstExit.Task;

    /// <summary>Starts it, and from then on keeps it running.</summary>
    public void Start() => _running = KeepRunningAsync();

    /// <summary>Asks it to stop, and returns when it has.</summary>
    /// <param name="kill">Ends the patience: the process is killed then.</param>
    public async Task StopAsync(CancellationToken kill)
    {
        await using var impatience = kill.Register(_kill.Cancel);
        await _stop.CancelAsync();
        await _running;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _kill.Dispose();
    }

    private async Task KeepRunningAsync()
    {
        while (true)
        {
            var began = time.GetTimestamp();
            var exit = await RunOnceAsync();
            if (_stop.IsCancellationRequested)
                break;

            _firstExit.TrySetResult(exit);
            var pause = _backoff.After(time.GetElapsedTime(began));
            board.Update(name, it => it with
            {
                State = ResourceState.Restarting,
                ProcessId = null,
                LastExit = exit,
                Restarts = it.Restarts + 1,
            });
            board.Say($"{name} ended with {exit}; it is started again in {pause.TotalSeconds:0} s");

            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
                break;
        }

        board.Update(name, it => it with { State = ResourceState.Stopped, ProcessId = null });
    }

    private async Task<string> RunOnceAsync()
    {
        ChildProcess child;
        try
        {
            child = ChildProcess.Start(command(), guardian, time, (line, isError) => board.Write(name, line, isError));
        }
        catch (Win32Exception fault)
        {
            return fault.Message;
        }

        using (child)
        {
            board.Update(name, it => it with { State = ResourceState.Starting, ProcessId = child.Id });
            board.Say($"{name} started as process {child.Id}");

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await using var stop = _stop.Token.Register(() => AskToStop(child));
            await using var kill = _kill.Token.Register(() => Kill(child));

            var watch = _watch.RunAsync(ended.Token);
            var exit = await child.Exited;
            await ended.CancelAsync();
            await watch;
            return exit.ToString();
        }
    }

    private void AskToStop(ChildProcess child)
    {
        board.Update(name, it => it with { State = ResourceState.Stopping });
        child.Terminate();
    }

    private void Kill(ChildProcess child)
    {
        // It may have ended, and only its last words be awaited.
        if (child.Kill())
            board.Say($"{name} has not stopped yet and is killed");
    }
}

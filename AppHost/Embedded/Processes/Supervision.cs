using System.ComponentModel;
using AppHost.Embedded.Running;
using AppHost.Embedded.State;

namespace AppHost.Embedded.Processes;

/// <summary>
/// A stretch of time in which a process is wanted: it is started at once, watched, and started again with growing pauses when it ends by
/// itself, until the stretch is ended.
/// </summary>
/// <param name="name">Its name on the board.</param>
/// <param name="command">What to start; asked anew for each start.</param>
/// <param name="watch">Watches its health while it runs.</param>
/// <param name="ended">Told how it ended by itself, or why it could not be started.</param>
/// <param name="board">Where its state and output go.</param>
/// <param name="guardian">Ends it should this program be killed.</param>
/// <param name="time">The clock.</param>
internal sealed class Supervision(
    string name,
    Func<ChildCommand> command,
    HealthWatch watch,
    Action<string> ended,
    ResourceBoard board,
    Guardian guardian,
    TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly Backoff _backoff = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Starts the process, and from then on keeps it running.</summary>
    public void Begin() => _running = KeepRunningAsync();

    /// <summary>Asks the process to stop, and returns when it has.</summary>
    /// <param name="kill">Ends the patience: the process is killed then.</param>
    public async Task EndAsync(CancellationToken kill)
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
            var isOver = _stop.IsCancellationRequested;
            board.Update(name, it => it with
            {
                State = isOver ? ResourceState.Stopped : ResourceState.Restarting,
                ProcessId = null,
                StartedAt = null,
                LastExit = exit,
                Restarts = isOver ? it.Restarts : it.Restarts + 1,
            });
            if (isOver)
                return;

            ended(exit);
            var pause = _backoff.After(time.GetElapsedTime(began));
            board.Say($"{name} ended with {exit}; it is started again in {pause.TotalSeconds:0} s");

            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
            {
                board.Update(name, it => it with { State = ResourceState.Stopped });
                return;
            }
        }
    }

    private async Task<string> RunOnceAsync()
    {
        var start = command();
        ChildProcess child;
        try
        {
            child = ChildProcess.Start(start, guardian, time, (line, isError) => board.Write(name, line, isError));
        }
        catch (Win32Exception fault)
        {
            return fault.Message;
        }

        using (child)
        {
            board.Update(name, it => it with
            {
                State = ResourceState.Starting,
                ProcessId = child.Id,
                StartedAt = time.GetUtcNow(),
                Environment = Given(start),
            });
            board.Say($"{name} started as process {child.Id}");

            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await using var stop = _stop.Token.Register(() => AskToStop(child));
            await using var kill = _kill.Token.Register(() => Kill(child));

            var watching = watch.RunAsync(over.Token);
            var exit = await child.Exited;
            await over.CancelAsync();
            await watching;
            return exit.ToString();
        }
    }

    private static Dictionary<string, string> Given(ChildCommand start)
        => start.Environment.Where(variable => variable.Value is not null).ToDictionary(variable => variable.Key, variable => variable.Value!);

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

using System.ComponentModel;
using System.Diagnostics;
using AppHost.Embedded.State;

namespace AppHost.Embedded.Processes;

/// <summary>
/// A second process of this program that outlives this one by a moment: it is told over its standard input which processes exist,
/// and when that input ends, because this process stopped or was killed, ends those that are left.
/// </summary>
/// <remarks>The other side is <see cref="GuardianRole"/>. Lines are <c>+id:began</c> and <c>-id:began</c>.</remarks>
internal sealed class Guardian : IAsyncDisposable
{
    private const int Attempts = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private readonly Lock _lock = new();
    private readonly HashSet<ProcessIdentity> _guarded = [];
    private readonly CancellationTokenSource _dismissed = new();
    private readonly ResourceBoard _board;
    private readonly TimeProvider _time;
    private readonly Task _onGuard;
    private StreamWriter? _input;

    public Guardian(ResourceBoard board, TimeProvider time)
    {
        (_board, _time) = (board, time);
        _onGuard = KeepOnGuardAsync();
    }

    /// <summary>From now on the process does not outlive this one.</summary>
    public void Add(ProcessIdentity process)
    {
        lock (_lock)
        {
            _guarded.Add(process);
            Tell('+', process);
        }
    }

    /// <summary>The process has ended.</summary>
    public void Remove(ProcessIdentity process)
    {
        lock (_lock)
        {
            _guarded.Remove(process);
            Tell('-', process);
        }
    }

    /// <summary>Ends the guard. What is still registered then is ended by it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _dismissed.CancelAsync();
        lock (_lock)
            _input?.Dispose();

        await _onGuard.WaitAsync(Patience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _dismissed.Dispose();
    }

    /// <summary>A guardian that was itself killed is replaced, unless that happens again and again.</summary>
    private async Task KeepOnGuardAsync()
    {
        var dismissed = _dismissed.Token;
        var backoff = new Backoff();
        var attempts = 0;
        while (!dismissed.IsCancellationRequested)
        {
            var began = _time.GetTimestamp();
            var end = await GuardOnceAsync();
            if (dismissed.IsCancellationRequested)
                return;

            var ran = _time.GetElapsedTime(began);
            attempts = ran >= Backoff.RanWell ? 1 : attempts + 1;
            if (attempts == Attempts)
            {
                _board.Say($"no guardian runs, so services may outlive this process should it be killed: {end}");
                return;
            }

            await Task.Delay(backoff.After(ran), _time, dismissed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Starts one, tells it everything, and returns when it has ended, with the reason.</summary>
    private async Task<string> GuardOnceAsync()
    {
        try
        {
            using var process = Process.Start(Command())!;
            var said = process.StandardError.ReadToEndAsync();
            Engage(process.StandardInput);
            await process.WaitForExitAsync();
            Engage(null);
            return (await said).Trim() is { Length: > 0 } words ? words.ReplaceLineEndings(" ") : $"{new ExitStatus(process.ExitCode)}";
        }
        catch (Win32Exception fault)
        {
            return fault.Message;
        }
    }

    private void Engage(StreamWriter? input)
    {
        lock (_lock)
        {
            _input = input;
            foreach (var process in _guarded)
                Tell('+', process);

            if (_dismissed.IsCancellationRequested)
                _input?.Dispose();
        }
    }

    private void Tell(char what, ProcessIdentity process)
    {
        try
        {
            _input?.Write($"{what}{process}\n");
            _input?.Flush();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // It is gone; the next one is told on engagement.
        }
    }

    private static ProcessStartInfo Command()
    {
        var host = Environment.ProcessPath!;
        var start = Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? Tether.Detached(host, ["exec", typeof(Guardian).Assembly.Location, GuardianRole.Argument])
            : Tether.Detached(host, [GuardianRole.Argument]);
        start.WorkingDirectory = Path.GetPathRoot(Environment.CurrentDirectory) ?? "";
        start.RedirectStandardError = true;
        return start;
    }
}

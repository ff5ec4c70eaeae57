using System.Diagnostics;

namespace AppHost.Embedded.Processes;

/// <summary>
/// A second process of this program that outlives this one by a moment: it is told over its standard input which processes exist,
/// and when that input ends, because this process stopped or was killed, ends those that are left.
/// </summary>
/// <remarks>The other side is <see cref="GuardianRole"/>. Lines are <c>+id:began</c> and <c>-id:began</c>.</remarks>
internal sealed class Guardian : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly HashSet<ProcessIdentity> _guarded = [];
    private readonly TimeProvider _time;
    private Process _process;
    private bool _dismissed;

    public Guardian(TimeProvider time)
    {
        _time = time;
        _process = Engage();
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
        lock (_lock)
        {
            _dismissed = true;
            _process.StandardInput.Close();
        }

        using var patience = new CancellationTokenSource(Patience, _time);
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private Process Engage()
    {
        var host = Environment.ProcessPath!;
        var start = Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? ChildProcess.Detached(host, ["exec", typeof(Guardian).Assembly.Location, GuardianRole.Argument])
            : ChildProcess.Detached(host, [GuardianRole.Argument]);
        start.WorkingDirectory = Path.GetPathRoot(Environment.CurrentDirectory) ?? "";

        var process = Process.Start(start)!;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => Replace(process);
        process.StandardInput.AutoFlush = true;
        return process;
    }

    /// <summary>A guardian that was itself killed is replaced, and the new one told everything.</summary>
    private void Replace(Process ended)
    {
        lock (_lock)
        {
            if (_dismissed || _process != ended)
                return;

            _process = Engage();
            foreach (var process in _guarded)
                Tell('+', process);
        }
    }

    private void Tell(char what, ProcessIdentity process)
    {
        try
        {
            _process.StandardInput.Write($"{what}{process}\n");
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // It is gone; the next one is told on engagement.
        }
    }
}

using System.Diagnostics;

namespace AppHost.Embedded.Processes;

/// <summary>
/// A process of the application: guarded, without standard input, its output read line by line, and out of reach of the terminal's
/// Ctrl-C, so that it is this program that decides who stops first.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    private readonly Process _process;

    private ChildProcess(Process process, Guardian guardian, TimeProvider time, Action<string, bool> line)
    {
        _process = process;
        Id = process.Id;

        var identity = ProcessIdentity.Of(Id);
        if (identity is { } known)
            guardian.Add(known);

        process.StandardInput.Close();
        var output = Task.WhenAll(ReadAsync(process.StandardOutput, text => line(text, false)),
            ReadAsync(process.StandardError, text => line(text, true)));

        Exited = ExitAsync();

        async Task<ExitStatus> ExitAsync()
        {
            await process.WaitForExitAsync();
            if (identity is { } ended)
                guardian.Remove(ended);

            // The pipes stay open for as long as something that the process started holds them.
            await Task.WhenAny(output, Task.Delay(LastWords, time));
            return new(process.ExitCode);
        }
    }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>Completes when the process has ended and what it wrote has been read.</summary>
    public Task<ExitStatus> Exited { get; }

    /// <summary>Starts a process.</summary>
    /// <param name="command">What to start.</param>
    /// <param name="guardian">Ends it should this process be killed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="line">Takes each line and whether it came from standard error; must not block.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is missing or can't be run.</exception>
    public static ChildProcess Start(ChildCommand command, Guardian guardian, TimeProvider time, Action<string, bool> line)
    {
        var start = Tether.Tethered(command.File, command.Arguments);
        start.WorkingDirectory = command.Directory;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = System.Text.Encoding.UTF8;

        foreach (var (name, value) in command.Environment)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        return new(Spawner.Start(start), guardian, time, line);
    }

    /// <summary>Asks the process to stop.</summary>
    public void Terminate()
    {
        if (!_process.HasExited)
            Signals.Terminate(Id);
    }

    /// <summary>Ends the process, and whatever it started, at once; false when it had ended before.</summary>
    public bool Kill()
    {
        if (_process.HasExited)
            return false;

        Signals.Kill(Id);
        return true;
    }

    public void Dispose() => _process.Dispose();

    private static async Task ReadAsync(StreamReader reader, Action<string> line)
    {
        var splitter = new LineSplitter(line);
        var buffer = new char[16 * 1024];
        try
        {
            while (await reader.ReadAsync(buffer) is > 0 and var count)
                splitter.Push(buffer.AsSpan(0, count));
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // The pipe was closed under the reader: nothing more to read.
        }

        splitter.Flush();
    }
}

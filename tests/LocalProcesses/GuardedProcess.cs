using System.Diagnostics;

namespace LocalProcesses;

/// <summary>
/// A process that ends with this one, even if this one is killed: beside it a shell reads the standard input that this process holds open,
/// and kills it at its end. Ctrl-C does not reach it, so that this process decides how it ends. On Windows it is an ordinary process.
/// </summary>
internal sealed class GuardedProcess : IDisposable
{
    // The shell becomes the program, so that the id of the process is known from the start.
    private const string Guard = """
        trap '' INT
        exec 3<&0
        (read -r _ <&3; kill -9 $$) >/dev/null 2>&1 &
        exec env "$@" </dev/null 3<&-
        """;

    private readonly Process _process;

    private GuardedProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The exit code after the end: 128 plus its number after a signal.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a program.</summary>
    /// <param name="program">The program and its arguments.</param>
    /// <param name="directory">Its working directory; null for that of this process.</param>
    /// <param name="environment">Variables to set; those with the value null are removed.</param>
    /// <param name="onLine">Receives each line of output and errors, on other threads.</param>
    public static GuardedProcess Start(
        IReadOnlyList<string> program, string? directory, IReadOnlyDictionary<string, string?> environment, Action<string> onLine)
    {
        var start = OperatingSystem.IsWindows() ? Unguarded(program, environment) : Guarded(program, environment);
        start.WorkingDirectory = directory ?? "";
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += Receive;
        process.ErrorDataReceived += Receive;
        process.Start();
        // The guard must not outlive the process: another one may get its id.
        var closing = new Lock();
        process.Exited += (_, _) => EndGuard();
        if (process.HasExited) EndGuard();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process);

        void EndGuard()
        {
            lock (closing) process.StandardInput.Close(); // the process can end between the two calls
        }

        void Receive(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not null) onLine(line.Data);
        }
    }

    /// <summary>Waits until the process has ended and all of its output is read.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken = default) => _process.WaitForExitAsync(cancellationToken);

    public void Dispose() => _process.Dispose();

    private static ProcessStartInfo Unguarded(IReadOnlyList<string> program, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program[0], program.Skip(1));
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    private static ProcessStartInfo Guarded(IReadOnlyList<string> program, IReadOnlyDictionary<string, string?> environment)
    {
        // A shell does not pass on variables whose names it could not use itself, such as Topics__page-events__Name; env does.
        var removed = environment.Where(variable => variable.Value is null).SelectMany(variable => new[] { "-u", variable.Key });
        var set = environment.Where(variable => variable.Value is not null).Select(variable => $"{variable.Key}={variable.Value}");
        return new("/bin/sh", ["-c", Guard, "sh", .. removed, .. set, .. program]);
    }
}

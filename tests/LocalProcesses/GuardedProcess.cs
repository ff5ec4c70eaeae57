using System.Diagnostics;
using System.Globalization;

namespace LocalProcesses;

/// <summary>
/// A process that ends with this one, even if this one is killed: a shell starts it, and kills it at the end of the shell's input.
/// </summary>
internal sealed class GuardedProcess : IDisposable
{
    private const string Guard = """
        exec 3<&0
        "$@" 3<&- &
        process=$!
        echo "$process"
        (read -r _ <&3; kill -9 "$process" 2>/dev/null) &
        wait "$process"
        code=$?
        kill $! 2>/dev/null
        exit "$code"
        """;

    private readonly Process _shell;

    private GuardedProcess(Process shell, int id) => (_shell, Id) = (shell, id);

    /// <summary>The id of the process, not of its shell.</summary>
    public int Id { get; }

    public bool HasExited => _shell.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="program">The path of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set; those with the value null are removed.</param>
    /// <param name="onLine">Receives each line of output and errors, on other threads.</param>
    public static async Task<GuardedProcess> StartAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, Action<string> onLine)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guard, "sh", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;

        var id = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shell = new Process { StartInfo = start };
        shell.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) id.TrySetException(new InvalidOperationException($"{program} could not be started."));
            else if (id.Task.IsCompleted || !int.TryParse(line.Data, CultureInfo.InvariantCulture, out var number)) onLine(line.Data);
            else id.TrySetResult(number);
        };
        shell.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) onLine(line.Data);
        };
        shell.Start();
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
        return new(shell, await id.Task);
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken = default) => _shell.WaitForExitAsync(cancellationToken);

    public void Dispose() => _shell.Dispose();
}

using System.Diagnostics;
using System.Globalization;

namespace LocalProcesses.Postgres;

/// <summary>
/// A process and its child processes, paused with SIGSTOP. They run again when this is disposed, or when this process ends: otherwise children
/// would stay that nobody kills.
/// </summary>
internal sealed class PausedProcesses : IAsyncDisposable
{
    // The parent first, so that there are no further children. It ends with the standard input that this process holds open.
    private const string Script = """
        trap '' INT
        kill -STOP "$1"
        children=$(cat "/proc/$1/task/$1/children" 2>/dev/null || pgrep -P "$1")
        kill -STOP $children
        echo paused
        read -r _
        kill -CONT "$1" $children
        """;

    private readonly Process _shell;

    private PausedProcesses(Process shell) => _shell = shell;

    /// <summary>Pauses a process and its child processes.</summary>
    public static async Task<PausedProcesses> PauseAsync(int parent)
    {
        var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", parent.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await shell.StandardOutput.ReadLineAsync();
        return new(shell);
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}

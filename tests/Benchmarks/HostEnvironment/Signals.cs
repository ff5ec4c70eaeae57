using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Benchmarks.HostEnvironment;

/// <summary>Requests a process to stop.</summary>
internal static class Signals
{
    private const int SigTerm = 15;

    /// <summary>Sends SIGTERM. Windows has no such signal: the process is killed there.</summary>
    public static void Terminate(Process process)
    {
        if (OperatingSystem.IsWindows()) process.Kill();
        else _ = kill(process.Id, SigTerm);
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AppHost.Embedded.Processes;

/// <summary>Asks a process to end, or ends it.</summary>
internal static class Signals
{
    private const int SigTerm = 15;
    private const uint CtrlBreak = 1;

    /// <summary>
    /// Asks: SIGTERM, or Ctrl-Break on Windows, where it reaches a process that was started in a process group of its own and shares
    /// this console.
    /// </summary>
    public static void Terminate(int process)
    {
        if (OperatingSystem.IsWindows())
            _ = GenerateConsoleCtrlEvent(CtrlBreak, (uint)process);
        else
            _ = kill(process, SigTerm);
    }

    /// <summary>Ends the process and what it started, at once.</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended meanwhile.
        }
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);

    [DllImport("kernel32", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GenerateConsoleCtrlEvent(uint controlEvent, uint processGroup);
}

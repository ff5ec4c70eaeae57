using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LocalProcesses;

/// <summary>Sends signals to processes. Needs Linux or macOS.</summary>
public static class Signals
{
    private static readonly (int Linux, int MacOS) Stop = (19, 17);
    private static readonly (int Linux, int MacOS) Continue = (18, 19);
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int Term = 15;

    /// <summary>Interrupts a process, as Ctrl-C does.</summary>
    public static void SendInterrupt(int process) => Send(process, Interrupt);

    /// <summary>Ends a process at once, as <c>kill -9</c> does.</summary>
    public static void SendKill(int process) => Send(process, Kill);

    /// <summary>Asks a process to stop, as an operating system or a container engine does.</summary>
    public static void SendTerm(int process) => Send(process, Term);

    /// <summary>Pauses a process. It keeps its connections and answers nobody.</summary>
    public static void SendStop(int process) => Send(process, OperatingSystem.IsMacOS() ? Stop.MacOS : Stop.Linux);

    /// <summary>Lets a paused process run again.</summary>
    public static void SendContinue(int process) => Send(process, OperatingSystem.IsMacOS() ? Continue.MacOS : Continue.Linux);

    private static void Send(int process, int signal)
    {
        if (kill(process, signal) != 0)
        {
            throw new Win32Exception($"Signal {signal} could not be sent to process {process}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}

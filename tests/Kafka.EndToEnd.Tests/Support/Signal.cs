using System.Runtime.InteropServices;

namespace Kafka.EndToEnd.Tests.Support;

/// <summary>The signals that tests send, with their numbers on Linux.</summary>
internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Stop = 19,
}

/// <summary>Sends signals to processes. Linux only.</summary>
internal static class Signals
{
    public static void Send(int process, Signal signal) =>
        Assert.True(kill(process, (int)signal) == 0, $"Signal {signal} can't be sent to process {process}.");

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}

using System.ComponentModel;
using System.Diagnostics;

namespace AppHost.Embedded.Processes;

/// <summary>
/// How a program is started so that the terminal's signals don't reach it, and so that it is asked to stop should this process end
/// without having done so. Both are programs of util-linux that become the one they start, which keeps the process id.
/// </summary>
internal static class Tether
{
    /// <summary>Puts the program into a session of its own.</summary>
    private static readonly string? SetSid = Find("setsid");

    /// <summary>Has it signalled when the thread that started it (<see cref="Spawner"/>) ends.</summary>
    private static readonly string? SetPriv = Find("setpriv") is { } found && KnowsDeathSignal(found) ? found : null;

    /// <summary>A program with standard input from here that the terminal's signals don't reach, where the platform allows it.</summary>
    public static ProcessStartInfo Detached(string file, IEnumerable<string> arguments)
        => Prepare(SetSid is null ? [] : [SetSid], file, arguments);

    /// <summary>One that, besides, gets SIGTERM when this process has ended, where the platform allows it.</summary>
    public static ProcessStartInfo Tethered(string file, IEnumerable<string> arguments)
        => SetSid is null || SetPriv is null
            ? Detached(file, arguments)
            : Prepare([SetSid, .. AskForDeathSignal(SetPriv)], file, arguments);

    private static string[] AskForDeathSignal(string setPriv) => [setPriv, "--pdeathsig", "TERM", "--"];

    private static ProcessStartInfo Prepare(string[] launchers, string file, IEnumerable<string> arguments)
    {
        string[] command = [.. launchers, file, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, UseShellExecute = false };
        if (OperatingSystem.IsWindows())
            start.CreateNewProcessGroup = true;

        DotnetWatch.Forget(start.Environment);
        return start;
    }

    private static string? Find(string program)
        => OperatingSystem.IsLinux() ? Array.Find([$"/usr/bin/{program}", $"/bin/{program}"], File.Exists) : null;

    /// <summary>BusyBox has a program of that name which knows less.</summary>
    private static bool KnowsDeathSignal(string setPriv)
    {
        try
        {
            var start = Prepare(AskForDeathSignal(setPriv), setPriv, ["--version"]);
            start.RedirectStandardOutput = start.RedirectStandardError = true;
            using var trial = Process.Start(start)!;
            trial.WaitForExit();
            return trial.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

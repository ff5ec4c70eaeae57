using System.Runtime.InteropServices;

namespace AppHost.Embedded.Processes;

/// <summary>What this program does when it was started as the <see cref="Guardian"/>.</summary>
internal static class GuardianRole
{
    /// <summary>The argument that puts this program into the role.</summary>
    public const string Argument = "--guardian-of-the-processes-named-on-standard-input";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly PosixSignal[] Ignored = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    public static bool IsAskedFor(string[] args) => args is [Argument];

    /// <summary>Notes the processes until standard input ends, then ends those that are still there.</summary>
    public static int Run()
    {
        // It must be the last to go, so whatever ends its parent must not end it.
        var registrations = Array.ConvertAll(Ignored, signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true));

        var guarded = new HashSet<ProcessIdentity>();
        while (Console.In.ReadLine() is { } line)
        {
            if (line.Length > 0 && ProcessIdentity.Parse(line[1..]) is { } process)
                _ = line[0] == '+' ? guarded.Add(process) : guarded.Remove(process);
        }

        EndAsync(guarded, TimeProvider.System).GetAwaiter().GetResult();

        Array.ForEach(registrations, registration => registration.Dispose());
        return 0;
    }

    private static async Task EndAsync(HashSet<ProcessIdentity> processes, TimeProvider time)
    {
        processes.RemoveWhere(process => !process.IsAlive);
        foreach (var process in processes)
            Signals.Terminate(process.Id);

        var began = time.GetTimestamp();
        while (processes.Count > 0 && time.GetElapsedTime(began) < Grace)
        {
            await Task.Delay(Poll, time);
            processes.RemoveWhere(process => !process.IsAlive);
        }

        foreach (var process in processes)
            Signals.Kill(process.Id);
    }
}

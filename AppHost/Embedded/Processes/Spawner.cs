using System.Collections.Concurrent;
using System.Diagnostics;

namespace AppHost.Embedded.Processes;

/// <summary>
/// Starts processes from one thread that lives as long as this program: Linux sends the signal that a child has asked for on its
/// parent's death (prctl(2), PR_SET_PDEATHSIG) already when the thread that started it ends, and threads of the pool come and go.
/// </summary>
internal static class Spawner
{
    private static readonly BlockingCollection<Action> Requests = [];

    static Spawner() => new Thread(Work) { IsBackground = true, Name = nameof(Spawner) }.Start();

    /// <summary>Starts a process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is missing or can't be run.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception fault)
            {
                started.SetException(fault);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    private static void Work()
    {
        foreach (var request in Requests.GetConsumingEnumerable())
            request();
    }
}

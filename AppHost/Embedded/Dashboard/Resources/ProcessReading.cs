using System.ComponentModel;
using System.Diagnostics;

namespace Dashboard.Resources;

/// <summary>What the operating system says of a process at one moment.</summary>
/// <param name="Cpu">The time that it has computed since it began, on all cores together.</param>
/// <param name="Bytes">Its working set.</param>
internal readonly record struct ProcessReading(TimeSpan Cpu, long Bytes)
{
    /// <summary>Reads it; null when there is no such process, or it is not ours to look at.</summary>
    public static ProcessReading? Of(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return new(process.TotalProcessorTime, process.WorkingSet64);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException or IOException)
        {
            return null;
        }
    }
}

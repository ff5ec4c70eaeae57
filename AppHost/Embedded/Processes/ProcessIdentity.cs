using System.Diagnostics;
using System.Globalization;

namespace AppHost.Embedded.Processes;

/// <summary>A process that is not mistaken for a later one with the same id: the id and when it began, in units of the platform.</summary>
internal readonly record struct ProcessIdentity(int Id, long Began)
{
    /// <summary>The process that has this id now; null when there is none.</summary>
    public static ProcessIdentity? Of(int id)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OnLinux(id) : Elsewhere(id);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or IOException
            or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Whether this very process still runs.</summary>
    public bool IsAlive => Of(Id) == this;

    public static ProcessIdentity? Parse(string text)
        => text.Split(':') is [var id, var began]
            && int.TryParse(id, CultureInfo.InvariantCulture, out var parsedId)
            && long.TryParse(began, CultureInfo.InvariantCulture, out var parsedBegan)
            ? new(parsedId, parsedBegan)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}:{Began}");

    /// <summary>
    /// Reads /proc/[id]/stat (proc(5)): the state is field 3, the start in ticks since boot field 22, both counted after the command
    /// name, which is in brackets and may itself hold spaces and brackets. A zombie has ended.
    /// </summary>
    private static ProcessIdentity? OnLinux(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : new(id, long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static ProcessIdentity Elsewhere(int id)
    {
        using var process = Process.GetProcessById(id);
        return new(id, process.StartTime.ToUniversalTime().Ticks);
    }
}

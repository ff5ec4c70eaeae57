using System.Globalization;
using Dashboard.Door;
using Dashboard.Shell;

namespace Dashboard.Resources;

/// <summary>A resource as a row of the table.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Usage">What its process takes; null where it has none of its own.</param>
/// <param name="Now">When that was so.</param>
internal sealed record ResourceRow(Resource Resource, ResourceUsage? Usage, DateTimeOffset Now)
{
    /// <summary>How long it has been running, to the second; null while it doesn't.</summary>
    public TimeSpan? Uptime => Now - Resource.StartedAt is { } uptime ? TimeSpan.FromSeconds(Math.Max(0, Math.Floor(uptime.TotalSeconds))) : null;

    public string UptimeText => Uptime switch
    {
        null => "",
        { TotalSeconds: < 1 } => "0 s",
        { } uptime => Format.Duration(uptime),
    };

    /// <summary>Such as <c>12.5 %</c> of one core.</summary>
    public string CpuText => Usage?.Cpu is { } cpu ? string.Create(CultureInfo.InvariantCulture, $"{cpu * 100:0.0} %") : "";

    public string MemoryText => Usage is { } usage ? Format.Bytes(usage.Bytes) : "";
}

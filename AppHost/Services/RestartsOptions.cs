namespace AppHost.Services;

/// <summary>
/// Whether AppHost restarts processes. Bound from the section <c>Restarts</c>; an unknown key stops AppHost at its start.
/// </summary>
internal sealed record RestartsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Restarts";

    /// <summary>Whether AppHost starts a process again that ended by itself, and restarts a service that does not answer.</summary>
    public bool Enabled { get; init; } = true;
}

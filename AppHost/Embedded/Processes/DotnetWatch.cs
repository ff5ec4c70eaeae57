namespace AppHost.Embedded.Processes;

/// <summary>
/// <c>dotnet watch</c> attaches itself, through environment variables, to the process it starts. What that process starts is not its.
/// </summary>
internal static class DotnetWatch
{
    private static readonly string[] Attachments = ["DOTNET_WATCH", "DOTNET_HOTRELOAD_", "ASPNETCORE_AUTO_RELOAD_"];
    private static readonly string[] Injections =
        ["DOTNET_STARTUP_HOOKS", "DOTNET_MODIFIABLE_ASSEMBLIES", "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"];

    /// <summary>Removes what it added, when it has.</summary>
    public static void Forget(IDictionary<string, string?> environment)
    {
        if (!environment.ContainsKey("DOTNET_WATCH"))
            return;

        foreach (var name in environment.Keys.ToArray())
        {
            if (Injections.Contains(name) || Attachments.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                environment.Remove(name);
        }
    }
}

using System.Reflection;

namespace AppHost.Services;

/// <summary>The assemblies of other projects that were built together with AppHost.</summary>
internal static class BuiltAssembly
{
    private static readonly Dictionary<string, string?> Paths = typeof(BuiltAssembly).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(attribute => attribute.Key.StartsWith("BuiltAssembly:", StringComparison.Ordinal))
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Value);

    /// <summary>The path of a project's assembly, in the same configuration and for the same framework as AppHost.</summary>
    /// <param name="project">The name of the project, which is that of its assembly, too.</param>
    /// <exception cref="InvalidOperationException">AppHost does not reference the project.</exception>
    public static string Of(string project) => Paths.GetValueOrDefault($"BuiltAssembly:{project}")
        ?? throw new InvalidOperationException($"AppHost.csproj has no reference to the project {project}.");
}

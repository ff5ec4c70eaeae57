using System.Reflection;

namespace Benchmarks.HostEnvironment;

/// <summary>What this program was built from, and how: everything that it measures was built with it.</summary>
internal static class Checkout
{
    private static readonly Dictionary<string, string?> Metadata = typeof(Checkout).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Value);

    /// <summary>Debug or Release.</summary>
    public static string Configuration => Metadata["Configuration"]!;

    /// <summary>Where a project is.</summary>
    public static string DirectoryOf(string project) => Path.Combine(Metadata["SolutionDirectory"]!, project);

    /// <summary>The program that a project was built to.</summary>
    public static string ProgramOf(string project) => Path.Combine(DirectoryOf(project), Metadata["Output"]!, $"{project}.dll");
}

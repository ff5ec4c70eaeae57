using System.Reflection;

namespace LocalProcesses;

/// <summary>The checkout and the configuration that this library was built from. The projects beside it are built with the same.</summary>
public static class Checkout
{
    private static readonly Dictionary<string, string?> Metadata = typeof(Checkout).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Value);

    /// <summary>Debug or Release.</summary>
    public static string Configuration => Metadata["Configuration"]!;

    /// <summary>Returns the directory of a project.</summary>
    public static string DirectoryOf(string project) => Path.Combine(Metadata["SolutionDirectory"]!, project);

    /// <summary>Returns the path of a project's built assembly.</summary>
    public static string ProgramOf(string project) => Path.Combine(DirectoryOf(project), Metadata["Output"]!, $"{project}.dll");
}

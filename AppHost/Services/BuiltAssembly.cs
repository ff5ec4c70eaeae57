namespace AppHost.Services;

/// <summary>The assemblies of other projects that were built together with AppHost.</summary>
internal static class BuiltAssembly
{
    /// <summary>The assembly of a project, in the same configuration and for the same framework as AppHost.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="projectFile">The path of the project file.</param>
    public static string Of(IDistributedApplicationBuilder builder, string projectFile)
    {
        var output = Path.GetRelativePath(builder.AppHostDirectory, Path.GetDirectoryName(typeof(BuiltAssembly).Assembly.Location)!); // such as bin/Debug/net10.0
        return Path.Combine(Path.GetDirectoryName(projectFile)!, output, $"{Path.GetFileNameWithoutExtension(projectFile)}.dll");
    }
}

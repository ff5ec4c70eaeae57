namespace AppHost.Embedded;

/// <summary>Where a service of the topology lives. Written at build time for each referenced project, as <c>Projects.Name</c>.</summary>
internal interface IProjectMetadata
{
    /// <summary>The project file.</summary>
    string ProjectPath { get; }

    /// <summary>The assembly that the project builds in this configuration.</summary>
    string AssemblyPath { get; }
}

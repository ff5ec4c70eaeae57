namespace AppHost.Embedded;

/// <summary>A service, run as one process or as several replicas.</summary>
internal sealed class ProjectResource(string name, IProjectMetadata project) : Resource(name)
{
    /// <summary>The project that is run.</summary>
    public IProjectMetadata Project { get; } = project;

    /// <summary>The number of processes.</summary>
    public int Replicas { get; set; } = 1;

    /// <summary>The path that answers 2xx when the service is healthy; without one it is healthy once it runs.</summary>
    public string? HealthPath { get; set; }

    /// <summary>The resources whose addresses it is given.</summary>
    public List<Resource> References { get; } = [];
}

namespace AppHost.Embedded;

/// <summary>A resource while the topology is being written down; the methods on it return it, so that they chain.</summary>
internal interface IResourceBuilder<out T> where T : IResource
{
    /// <summary>The resource.</summary>
    T Resource { get; }
}

internal sealed record ResourceBuilder<T>(T Resource) : IResourceBuilder<T> where T : IResource;

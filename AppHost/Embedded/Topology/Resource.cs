namespace AppHost.Embedded;

/// <summary>Something named that the topology consists of.</summary>
internal interface IResource
{
    /// <summary>The name: the prefix of its output, and the key of its connection string or address.</summary>
    string Name { get; }
}

/// <summary>What every resource of the topology has.</summary>
internal abstract class Resource(string name) : IResource
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <summary>What must be healthy before this starts; on stop it outlives this one.</summary>
    public List<Resource> WaitsFor { get; } = [];
}

namespace AppHost.Embedded.State;

/// <summary>
/// What the outside may see of the running application: the state of each running thing and the lines they write, as values and as
/// events. The engine writes to it; a console or a dashboard only reads, and must return from its handlers at once.
/// </summary>
internal sealed class ResourceBoard(TimeProvider time)
{
    /// <summary>The source of the engine's own lines.</summary>
    public const string Self = "apphost";

    private readonly Lock _lock = new();
    private readonly List<ResourceSnapshot> _resources = [];

    /// <summary>A running thing was added or has changed.</summary>
    public event Action<ResourceSnapshot>? Changed;

    /// <summary>A line was written.</summary>
    public event Action<LogLine>? Logged;

    /// <summary>All running things, in the order of the topology.</summary>
    public IReadOnlyList<ResourceSnapshot> Resources
    {
        get
        {
            lock (_lock)
                return [.. _resources];
        }
    }

    /// <summary>What is known now of one running thing.</summary>
    public ResourceSnapshot this[string name]
    {
        get
        {
            lock (_lock)
                return _resources.Find(resource => resource.Name == name) ?? throw new KeyNotFoundException($"There is no '{name}'.");
        }
    }

    /// <summary>Adds a running thing.</summary>
    public void Add(ResourceSnapshot resource)
    {
        lock (_lock)
            _resources.Add(resource);

        Changed?.Invoke(resource);
    }

    /// <summary>Replaces what is known of a running thing.</summary>
    public void Update(string name, Func<ResourceSnapshot, ResourceSnapshot> change)
    {
        ResourceSnapshot changed;
        lock (_lock)
        {
            var index = _resources.FindIndex(resource => resource.Name == name);
            changed = _resources[index] = change(_resources[index]);
        }

        Changed?.Invoke(changed);
    }

    /// <summary>Publishes a line of a running thing.</summary>
    public void Write(string source, string text, bool isError = false) => Logged?.Invoke(new(time.GetUtcNow(), source, text, isError));

    /// <summary>Publishes a line of the engine itself.</summary>
    public void Say(string text) => Write(Self, text);
}

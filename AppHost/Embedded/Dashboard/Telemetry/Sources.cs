using System.Collections.Concurrent;

namespace Dashboard.Telemetry;

/// <summary>All who have sent telemetry, and what they are called.</summary>
internal sealed class Sources(Door.IResourceService resources)
{
    private const int Most = 500;

    private readonly ConcurrentDictionary<Source, Source> _known = new();

    /// <summary>Those who have sent something, by name.</summary>
    public IReadOnlyList<Source> All => [.. _known.Keys.OrderBy(NameOf, StringComparer.Ordinal)];

    /// <summary>Someone new has sent something.</summary>
    public event Action? Changed;

    /// <summary>One object for all that an instance sends. Beyond 500 instances they are not remembered.</summary>
    public Source Intern(Source source)
    {
        if (_known.TryGetValue(source, out var known))
            return known;

        if (_known.Count >= Most)
            return source;

        known = _known.GetOrAdd(source, source);
        Changed?.Invoke();
        return known;
    }

    /// <summary>
    /// The name of the resource, such as <c>consumer-worker-2</c>, whose process sends this; of a process that is no more, the name of its
    /// service with the beginning of its id.
    /// </summary>
    public string NameOf(Source source)
    {
        var all = resources.Resources;
        if (source.Instance.Length > 0 && all.FirstOrDefault(resource => resource.InstanceId == source.Instance) is { } resource)
            return resource.Name;

        var several = source.Instance.Length > 0 && _known.Keys.Count(other => other.Service == source.Service) > 1;
        return several ? $"{source.Service}-{source.Instance[..Math.Min(8, source.Instance.Length)]}" : source.Service;
    }
}

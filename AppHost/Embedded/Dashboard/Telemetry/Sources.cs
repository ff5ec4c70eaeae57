using System.Collections.Concurrent;

namespace Dashboard.Telemetry;

/// <summary>All who have sent telemetry, and what they are called.</summary>
internal sealed class Sources(Door.IResourceService resources)
{
    private const int Most = 500;
    private const int MostBytes = 16 << 10;

    private static readonly Source Others = new("others", "");

    private readonly ConcurrentDictionary<Source, Source> _known = new();

    /// <summary>Those who have sent something, by name.</summary>
    public IReadOnlyList<Source> All => [.. _known.Keys.OrderBy(NameOf, StringComparer.Ordinal)];

    /// <summary>Someone new has sent something.</summary>
    public event Action? Changed;

    /// <summary>
    /// One object for all that a process sends. When there are too many, new ones that are no resource's process are one and the same, without a
    /// name. Attributes that are too large to keep are left out.
    /// </summary>
    public Source Intern(Source source)
    {
        if (_known.TryGetValue(source, out var known))
            return known;

        lock (_known)
        {
            if (_known.Count >= Most && resources.Resources.All(resource => resource.InstanceId != source.Instance))
                return Others;

            known = _known.GetOrAdd(source, source.Attributes.Bytes <= MostBytes ? source : source with { Attributes = Attributes.None });
        }

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

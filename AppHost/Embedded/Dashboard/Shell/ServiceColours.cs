using System.Collections.Concurrent;
using Dashboard.Door;

namespace Dashboard.Shell;

/// <summary>One colour per service, the same on every page: the services of the application first, then whoever else sends telemetry.</summary>
internal sealed class ServiceColours
{
    private const int Colours = 9;

    private readonly ConcurrentDictionary<string, int> _slots = new();

    public ServiceColours(IResourceService resources)
    {
        foreach (var resource in resources.Resources)
            SlotOf(resource.Service);
    }

    /// <summary>The custom property that holds a service's colour, such as <c>--series-3</c>.</summary>
    public string TokenOf(string service) => SlotOf(service) is var slot and < Colours ? $"--series-{slot + 1}" : "--series-others";

    private int SlotOf(string service)
    {
        if (_slots.TryGetValue(service, out var slot))
            return slot;

        lock (_slots)
            return _slots.Count < Colours ? _slots.GetOrAdd(service, _slots.Count) : Colours;
    }
}

using Dashboard.Door;

namespace Dashboard.Resources;

/// <summary>Looks once a second at what the processes of all resources take, while somebody wants to see it.</summary>
/// <param name="resources">The resources.</param>
/// <param name="read">Reads one process by its id.</param>
/// <param name="time">The clock.</param>
internal sealed class UsageSampler(IResourceService resources, Func<int, ProcessReading?> read, TimeProvider time)
{
    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<Action> _watchers = [];
    private Dictionary<int, (ProcessReading Reading, ResourceUsage Usage)> _latest = [];
    private long _lookedAt;
    private ITimer? _timer;

    /// <summary>What a process took at the latest look; null when nobody has looked at it.</summary>
    public ResourceUsage? Of(int? processId)
    {
        lock (_lock)
            return processId is { } id && _latest.TryGetValue(id, out var latest) ? latest.Usage : null;
    }

    /// <summary>Looks now and from then on, until what is returned is disposed of.</summary>
    /// <param name="looked">Called after each look; returns at once.</param>
    public IDisposable Watch(Action looked)
    {
        lock (_lock)
        {
            _watchers.Add(looked);
            _timer ??= time.CreateTimer(_ => Look(), null, TimeSpan.Zero, Interval);
        }

        return new Watcher(this, looked);
    }

    private void Look()
    {
        var now = time.GetTimestamp();
        var readings = resources.Resources
            .Select(resource => resource.ProcessId).OfType<int>().Distinct()
            .Select(id => (Id: id, Reading: read(id)))
            .Where(entry => entry.Reading is not null)
            .ToDictionary(entry => entry.Id, entry => entry.Reading!.Value);

        Action[] watchers;
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(_lookedAt, now);
            _latest = readings.ToDictionary(entry => entry.Key, entry => (entry.Value, UsageOf(entry.Key, entry.Value, elapsed)));
            _lookedAt = now;
            watchers = [.. _watchers];
        }

        foreach (var looked in watchers)
            looked();
    }

    private ResourceUsage UsageOf(int id, ProcessReading reading, TimeSpan elapsed)
    {
        // A process that has computed less than before is another one with the same id.
        var isKnown = _latest.TryGetValue(id, out var before) && reading.Cpu >= before.Reading.Cpu && elapsed > TimeSpan.Zero;
        return new(isKnown ? (reading.Cpu - before.Reading.Cpu) / elapsed : null, reading.Bytes);
    }

    private void Leave(Action looked)
    {
        lock (_lock)
        {
            _watchers.Remove(looked);
            if (_watchers.Count > 0)
                return;

            _timer?.Dispose();
            _timer = null;
            _latest = []; // what is old is not what the next one wants to see
        }
    }

    private sealed class Watcher(UsageSampler sampler, Action looked) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                sampler.Leave(looked);
        }
    }
}

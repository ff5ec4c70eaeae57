using System.Collections.Concurrent;
using Dashboard.Door;

namespace Dashboard.ConsoleLogs;

/// <summary>Keeps the latest lines of each resource, and the latest of all of them in the order in which they came.</summary>
internal sealed class ConsoleStore
{
    private const int MaxLines = 10_000;
    private const long MaxCharacters = 4L << 20;

    private readonly ConcurrentDictionary<string, LineRing> _byResource = new();
    private readonly LineRing _all = new(MaxLines, MaxCharacters);

    /// <summary>Keeps what is written from now on.</summary>
    public ConsoleStore(IResourceService resources) => resources.Written += Keep;

    /// <summary>A line came in. Handlers return at once.</summary>
    public event Action<ConsoleLine>? Added;

    /// <summary>Who has written so far.</summary>
    public IEnumerable<string> Writers => _byResource.Keys;

    /// <summary>What is kept of one resource, or of all of them together when there is no name.</summary>
    public KeptLines Read(string? resource)
        => string.IsNullOrEmpty(resource) ? _all.Read() : _byResource.TryGetValue(resource, out var ring) ? ring.Read() : KeptLines.None;

    private void Keep(ConsoleLine line)
    {
        _byResource.GetOrAdd(line.Resource, _ => new(MaxLines, MaxCharacters)).Add(line);
        _all.Add(line);
        Added?.Invoke(line);
    }
}

namespace Chaos.Disturbances;

/// <summary>
/// Measures how long the system takes to recover from a disturbance that began at a timestamp. Publishing has recovered when every
/// partition has a receipt for an event that was sent after that; a consumer group when it has committed these events. Not thread-safe.
/// </summary>
internal sealed class Recovery(long began, int partitions, IReadOnlyList<string> groups, TimeProvider time)
{
    /// <summary>The path from a client to the log.</summary>
    public const string Publishing = "publishing";

    private readonly long?[] _first = new long?[partitions];
    private readonly Dictionary<string, TimeSpan> _times = [];

    /// <summary>How long each path took, as far as it has recovered.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Times => _times;

    public bool IsComplete => _times.Count == groups.Count + 1;

    public void OnReceipt(int partition, long offset, long sentAt)
    {
        if (sentAt < began) return;

        _first[partition] ??= offset;
        if (_first.All(first => first is not null)) Recovered(Publishing);
    }

    public void OnCommitted(string group, IReadOnlyList<long> offsets)
    {
        if (_times.ContainsKey(Publishing) && _first.Index().All(first => offsets[first.Index] > first.Item)) Recovered(group);
    }

    private void Recovered(string path) => _times.TryAdd(path, time.GetElapsedTime(began));
}

namespace Chaos.Disturbances;

/// <summary>
/// Measures how long the system takes to recover from a disturbance that began at a timestamp. Publishing has recovered when every
/// partition has a receipt for an event that was sent after that; a consumer group when it has committed these events; SinkService when they
/// are in the database. Not thread-safe.
/// </summary>
internal sealed class Recovery(long began, int partitions, IReadOnlyList<string> groups, TimeProvider time)
{
    /// <summary>The path from a client to the log.</summary>
    public const string Publishing = "publishing";

    /// <summary>The path from a client to the database.</summary>
    public const string Storing = "sink-service";

    private readonly (long Offset, string User)?[] _first = new (long, string)?[partitions];
    private readonly Dictionary<string, TimeSpan> _times = [];

    /// <summary>How long each path took, as far as it has recovered.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Times => _times;

    public bool IsComplete => _times.Count == groups.Count + 2;

    /// <summary>The users of the events that are published and not known to be in the database.</summary>
    public IEnumerable<string> NotStored => _times.ContainsKey(Publishing) && !_times.ContainsKey(Storing) ? Users : [];

    private IEnumerable<string> Users => _first.Select(first => first!.Value.User);

    public void OnReceipt(int partition, long offset, string user, long sentAt)
    {
        if (sentAt < began) return;

        _first[partition] ??= (offset, user);
        if (_first.All(first => first is not null)) Recovered(Publishing);
    }

    public void OnCommitted(string group, IReadOnlyList<long> offsets)
    {
        if (_times.ContainsKey(Publishing) && _first.Index().All(first => offsets[first.Index] > first.Item?.Offset)) Recovered(group);
    }

    public void OnStored(IReadOnlySet<string> users)
    {
        if (_times.ContainsKey(Publishing) && Users.All(users.Contains)) Recovered(Storing);
    }

    private void Recovered(string path) => _times.TryAdd(path, time.GetElapsedTime(began));
}

namespace Chaos.Disturbances;

/// <summary>The recoveries from all disturbances.</summary>
internal sealed class Recoveries(int partitions, IReadOnlyList<string> groups, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<(string Kind, Recovery Recovery)> _all = [];

    /// <summary>Whether the system has recovered from all disturbances so far.</summary>
    public bool AreComplete
    {
        get
        {
            lock (_lock) return _all.TrueForAll(it => it.Recovery.IsComplete);
        }
    }

    /// <summary>Notes that a disturbance begins now.</summary>
    public void Begin(string kind)
    {
        lock (_lock) _all.Add((kind, new(time.GetTimestamp(), partitions, groups, time)));
    }

    /// <param name="partition">The partition of the receipt.</param>
    /// <param name="offset">The offset of the receipt.</param>
    /// <param name="user">The user of the event.</param>
    /// <param name="sentAt">The timestamp at which the request was sent.</param>
    public void OnReceipt(int partition, long offset, string user, long sentAt) =>
        ForEachOpen(recovery => recovery.OnReceipt(partition, offset, user, sentAt));

    /// <param name="group">The consumer group.</param>
    /// <param name="offsets">Its committed offset of each partition; below zero where it has none.</param>
    public void OnCommitted(string group, IReadOnlyList<long> offsets) => ForEachOpen(recovery => recovery.OnCommitted(group, offsets));

    /// <summary>Returns the users of the events that must come into the database.</summary>
    public IReadOnlyCollection<string> NotStored()
    {
        lock (_lock) return [.. _all.SelectMany(it => it.Recovery.NotStored).Distinct()];
    }

    /// <param name="users">Those of the users whose events are in the database.</param>
    public void OnStored(IReadOnlySet<string> users) => ForEachOpen(recovery => recovery.OnStored(users));

    /// <summary>Returns the recovery times of each kind of disturbance.</summary>
    public IReadOnlyList<(string Kind, IReadOnlyList<Recovery> Recoveries)> ByKind()
    {
        lock (_lock)
        {
            return [.. _all.GroupBy(it => it.Kind).OrderBy(same => same.Key, StringComparer.Ordinal)
                .Select(same => (same.Key, (IReadOnlyList<Recovery>)[.. same.Select(it => it.Recovery)]))];
        }
    }

    private void ForEachOpen(Action<Recovery> action)
    {
        lock (_lock)
        {
            foreach (var (_, recovery) in _all.Where(it => !it.Recovery.IsComplete)) action(recovery);
        }
    }
}

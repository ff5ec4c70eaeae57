namespace Messaging.Idempotency;

/// <summary>What was published under a key.</summary>
/// <param name="Fingerprint">The fingerprint of the record.</param>
/// <param name="Receipt">Where the record is.</param>
/// <param name="PublishedAt">When it was published.</param>
internal readonly record struct RememberedKey(UInt128 Fingerprint, Receipt Receipt, DateTimeOffset PublishedAt);

/// <summary>The keys that were used within the window, by their fingerprints. Not thread-safe.</summary>
internal sealed class RememberedKeys(TimeSpan window, TimeProvider time)
{
    private readonly Dictionary<UInt128, RememberedKey> _keys = [];
    // The clocks of several instances set the times, so that keys do not arrive in the order of their times.
    private readonly PriorityQueue<UInt128, DateTimeOffset> _oldestFirst = new();

    /// <summary>The number of keys.</summary>
    public int Count
    {
        get
        {
            RemoveExpired();
            return _keys.Count;
        }
    }

    /// <summary>The time until the oldest key expires.</summary>
    public TimeSpan NextExpiry =>
        _oldestFirst.TryPeek(out _, out var oldest) ? oldest + window - time.GetUtcNow() : TimeSpan.Zero;

    /// <summary>Returns what was published under a key within the window; null when nothing was.</summary>
    public RememberedKey? Find(UInt128 key) => _keys.TryGetValue(key, out var found) && !IsExpired(found.PublishedAt) ? found : null;

    /// <summary>Adds a key, or replaces what was published under it before.</summary>
    public void Add(UInt128 key, RememberedKey remembered)
    {
        RemoveExpired();
        if (IsExpired(remembered.PublishedAt)) return;

        // Each receipt comes with a string of its own. There are few topics, and many keys.
        _keys[key] = remembered with { Receipt = remembered.Receipt with { Topic = string.Intern(remembered.Receipt.Topic) } };
        _oldestFirst.Enqueue(key, remembered.PublishedAt);
    }

    public void Clear()
    {
        _keys.Clear();
        _oldestFirst.Clear();
    }

    private void RemoveExpired()
    {
        while (_oldestFirst.TryPeek(out var key, out var publishedAt) && IsExpired(publishedAt))
        {
            _oldestFirst.Dequeue();
            if (_keys.TryGetValue(key, out var found) && found.PublishedAt == publishedAt) _keys.Remove(key);
        }
    }

    private bool IsExpired(DateTimeOffset publishedAt) => time.GetUtcNow() - publishedAt >= window;
}

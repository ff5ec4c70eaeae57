namespace Dashboard.Telemetry.Logs;

/// <summary>The latest log records, in memory. Safe for all threads; what it returns never changes.</summary>
internal sealed class LogStore(TelemetryLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Queue<LogRecord> _records = new();
    private IReadOnlyList<LogRecord>? _all;
    private long _bytes;
    private long _dropped;
    private long _lastId;

    /// <summary>Something was added. Comes often: handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>How many records there were that are no longer kept.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>About what the records take in memory.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Adds records, and gives each the next id.</summary>
    public void Add(IReadOnlyCollection<LogRecord> records)
    {
        if (records.Count == 0)
            return;

        lock (_lock)
        {
            foreach (var record in records)
            {
                _records.Enqueue(record with { Id = ++_lastId });
                Interlocked.Add(ref _bytes, record.Bytes);
            }

            while (_records.Count > limits.MaxLogCount || _bytes > limits.MaxLogBytes)
            {
                Interlocked.Add(ref _bytes, -_records.Dequeue().Bytes);
                Interlocked.Increment(ref _dropped);
            }

            _all = null;
        }

        Changed?.Invoke();
    }

    /// <summary>All records, in the order in which they came. One list for all who ask before something changes.</summary>
    public IReadOnlyList<LogRecord> All
    {
        get
        {
            lock (_lock)
                return _all ??= [.. _records];
        }
    }

    /// <summary>A record by its id; null where it is not, or no longer, kept.</summary>
    public LogRecord? Find(long id) => All is { Count: > 0 } all && id - all[0].Id is var index and >= 0 && index < all.Count ? all[(int)index] : null;
}

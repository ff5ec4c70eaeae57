namespace Dashboard.Telemetry.Traces;

/// <summary>The latest traces, in memory. Safe for all threads; what it returns never changes.</summary>
internal sealed class TraceStore(TelemetryLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _traces = [];
    private readonly LinkedList<Entry> _byArrival = [];
    private readonly Dictionary<string, HashSet<Span>> _linksTo = [];
    private IReadOnlyList<Trace>? _all;
    private long _bytes;
    private long _dropped;

    /// <summary>Something was added. Comes often: handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>How many spans there were that are no longer, or never were, kept.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>About what the spans take in memory.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Adds spans. One that is there already, because its sender tried twice, counts once.</summary>
    public void Add(IReadOnlyCollection<Span> spans)
    {
        if (spans.Count == 0)
            return;

        lock (_lock)
        {
            foreach (var span in spans)
                Add(span);

            while (_traces.Count > limits.MaxTraceCount || _bytes > limits.MaxTraceBytes)
                DropOldest();

            _all = null;
        }

        Changed?.Invoke();
    }

    /// <summary>All traces, those that have come in last first. One list for all who ask before something changes.</summary>
    public IReadOnlyList<Trace> All
    {
        get
        {
            lock (_lock)
                return _all ??= [.. _byArrival.Select(Snapshot).Reverse()];
        }
    }

    /// <summary>A trace by its id; null where it is not, or no longer, known.</summary>
    public Trace? Find(string traceId)
    {
        lock (_lock)
            return _traces.TryGetValue(traceId, out var entry) ? Snapshot(entry) : null;
    }

    private void Add(Span span)
    {
        var entry = _traces.GetValueOrDefault(span.TraceId);
        if (entry?.Spans.ContainsKey(span.SpanId) is true)
            return;

        var bytes = span.Bytes;
        if (entry?.Spans.Count >= limits.MaxTraceSpanCount || (entry?.Bytes ?? 0) + bytes > limits.MaxTraceBytes)
        {
            entry?.Drop();
            Interlocked.Increment(ref _dropped);
            return;
        }

        if (entry is null)
        {
            _traces[span.TraceId] = entry = new(span.TraceId);
            _byArrival.AddLast(entry);
        }

        entry.Snapshot = null;
        entry.Spans.Add(span.SpanId, span);
        entry.Bytes += bytes;
        Interlocked.Add(ref _bytes, bytes);
        foreach (var target in LinkTargets(span))
        {
            if (!_linksTo.TryGetValue(target, out var linking))
                _linksTo[target] = linking = new(ReferenceEqualityComparer.Instance);

            linking.Add(span);
            if (_traces.TryGetValue(target, out var linked))
                linked.Snapshot = null;
        }
    }

    private void DropOldest()
    {
        var oldest = _byArrival.First!.Value;
        _byArrival.RemoveFirst();
        _traces.Remove(oldest.Id);
        Interlocked.Add(ref _dropped, oldest.Spans.Count);
        Interlocked.Add(ref _bytes, -oldest.Bytes);
        foreach (var span in oldest.Spans.Values)
        {
            foreach (var target in LinkTargets(span))
                Unlink(span, target);
        }
    }

    private void Unlink(Span span, string target)
    {
        var linking = _linksTo[target];
        linking.Remove(span);
        if (linking.Count == 0)
            _linksTo.Remove(target);

        if (_traces.TryGetValue(target, out var linked))
            linked.Snapshot = null;
    }

    private static IEnumerable<string> LinkTargets(Span span) =>
        span.Links.Select(link => link.TraceId).Where(target => target != span.TraceId).Distinct();

    private Trace Snapshot(Entry entry) => entry.Snapshot ??= new(
        entry.Id,
        [.. entry.Spans.Values.OrderBy(span => span.Start)],
        _linksTo.TryGetValue(entry.Id, out var linking) ? [.. linking.OrderBy(span => span.Start)] : [],
        entry.Dropped);

    private sealed class Entry(string id)
    {
        public string Id { get; } = id;

        public Dictionary<string, Span> Spans { get; } = [];

        public long Bytes { get; set; }

        public int Dropped { get; private set; }

        /// <summary>Made when somebody asks for it.</summary>
        public Trace? Snapshot { get; set; }

        public void Drop()
        {
            Dropped++;
            Snapshot = null;
        }
    }
}

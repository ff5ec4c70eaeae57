namespace Dashboard.Telemetry.Metrics;

/// <summary>All that one source has measured with one instrument under the same attributes. Not safe for several threads.</summary>
internal sealed class Series(InstrumentSeries instrument, Attributes attributes, TelemetryLimits limits)
{
    private const int MostExemplars = 5;
    private const int OwnBytes = 400;

    // A sender whose points have neither a start nor a predecessor, yet are what was added since: they have to stand for some time.
    private static readonly TimeSpan AssumedInterval = TimeSpan.FromSeconds(1);

    // A value that was not renewed for longer than this says nothing about the time between.
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(2);

    private readonly PointRing _points = new(limits.MaxMetricsCount);
    private readonly Queue<Exemplar> _exemplars = new();
    private readonly int _attributeBytes = attributes.Bytes;
    private Reading? _last;
    private double _total;

    public InstrumentSeries Instrument => instrument;

    public Attributes Attributes => attributes;

    /// <summary>When a reading came in the last time.</summary>
    public DateTimeOffset Seen { get; private set; }

    public int PointCount => _points.Count;

    /// <summary>About what it takes in memory.</summary>
    public int Bytes => OwnBytes + _attributeBytes + _points.Bytes + (_exemplars.Count * Exemplar.Bytes) + (sizeof(ulong) * (_last?.Counts.Length ?? 0));

    /// <summary>Takes a reading, and says how many points had to go. One that is not later than the last has been there already.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="seen">When it came in.</param>
    /// <param name="absentAt">When its source has reported without this series, which was empty then; null where that is not known.</param>
    public int Add(Reading reading, DateTimeOffset seen, DateTimeOffset? absentAt)
    {
        Seen = seen;
        if (_last is not null && reading.Time <= _last.Time)
            return 0;

        var point = instrument.Instrument.Kind is InstrumentKind.Counter or InstrumentKind.Histogram ? Increment(reading, absentAt) : Level(reading);
        _last = reading with { Attributes = attributes, Bounds = [], Exemplars = [] };
        Keep(reading.Exemplars);
        return point is { } known ? _points.Add(known) : 0;
    }

    /// <summary>Lets an eighth of the points go, the oldest, and says how many that were.</summary>
    public int Trim() => _points.Trim((_points.Count + 7) / 8);

    public SeriesPoints Since(DateTimeOffset since) => new(instrument.Source.Source, attributes, _points.Since(since.UtcTicks), [.. _exemplars]);

    /// <summary>What a gauge or an up-down counter is at now.</summary>
    private Point Level(Reading reading)
    {
        _total = reading.IsDelta ? _total + reading.Value : reading.Value;
        var held = _last is { } last && reading.Start == last.Start ? reading.Time - last.Time : TimeSpan.Zero;
        return new(reading.Time.UtcTicks, held > LongestHold ? 0 : (float)held.TotalSeconds, _total, null);
    }

    /// <summary>What was added since the last reading; null where that can't be known.</summary>
    private Point? Increment(Reading reading, DateTimeOffset? absentAt)
    {
        var goesOn = !reading.IsDelta && _last is { } last && last.Start == reading.Start && !IsReset(last, reading);
        if (_last is null && !reading.IsDelta && reading.Start is null && absentAt is null)
            return null;

        // A process that was started anew has counted from zero, at its start or, where it doesn't say, since the last reading at the earliest.
        var before = _last?.Time ?? absentAt;
        var begin = (reading.IsDelta ? reading.Start : Later(reading.Start, before)) ?? before ?? reading.Time - AssumedInterval;
        if (begin >= reading.Time)
            begin = reading.Time - AssumedInterval;

        var value = goesOn ? reading.Value - _last!.Value : reading.Value;
        var counts = Counts(reading.Counts, goesOn ? _last!.Counts : []);
        return new(reading.Time.UtcTicks, (float)(reading.Time - begin).TotalSeconds, value, counts);
    }

    private bool IsReset(Reading last, Reading reading)
    {
        if (instrument.Instrument.Kind is InstrumentKind.Counter)
            return reading.Value < last.Value;

        for (var i = 0; i < last.Counts.Length; i++)
        {
            if (reading.Counts[i] < last.Counts[i])
                return true;
        }

        return false;
    }

    private static uint[]? Counts(ulong[] now, ulong[] before)
    {
        uint[]? added = null;
        for (var i = 0; i < now.Length; i++)
        {
            var count = now[i] - (i < before.Length ? before[i] : 0);
            if (count > 0)
                (added ??= new uint[now.Length])[i] = (uint)Math.Min(count, uint.MaxValue);
        }

        return added;
    }

    private void Keep(IReadOnlyList<Exemplar> exemplars)
    {
        foreach (var exemplar in exemplars)
        {
            if (_exemplars.Contains(exemplar))
                continue;

            _exemplars.Enqueue(exemplar);
            if (_exemplars.Count > MostExemplars)
                _exemplars.Dequeue();
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;
}

namespace Dashboard.Telemetry.Metrics;

/// <summary>What the services have measured in the last minutes, in memory. Safe for all threads; what it returns never changes.</summary>
internal sealed class MetricStore(TelemetryLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SeriesTable _table = new(limits);
    private long _leftOut;

    /// <summary>How many readings were not taken, since all series together were too many already.</summary>
    public long LeftOut => Interlocked.Read(ref _leftOut);

    /// <summary>How many points there were that are no longer kept.</summary>
    public long Dropped => _table.Dropped;

    /// <summary>About what everything takes in memory.</summary>
    public long Bytes => _table.Bytes;

    /// <summary>How many series there are.</summary>
    public int SeriesCount => _table.Count;

    /// <summary>Adds what a source has sent at one time, and says how much of it was left out.</summary>
    public int Add(Source source, IReadOnlyCollection<Reading> readings)
    {
        if (readings.Count == 0)
            return 0;

        var now = time.GetUtcNow();
        var leftOut = 0;
        lock (_lock)
        {
            foreach (var reading in readings)
            {
                if (!_table.Add(source, reading, now))
                    leftOut++;
            }

            _table.Reported(source, readings.Max(reading => reading.Time));
            Interlocked.Add(ref _leftOut, leftOut);
        }

        return leftOut;
    }

    /// <summary>All instruments of some sources, by meter and name.</summary>
    /// <param name="sources">The sources; null is all.</param>
    public IReadOnlyList<Instrument> Instruments(IReadOnlySet<Source>? sources)
    {
        lock (_lock)
        {
            return
            [
                .. from all in _table.Sources
                   where sources?.Contains(all.Source) ?? true
                   from known in all.Instruments
                   group known.Instrument by (known.Instrument.Meter, known.Instrument.Name) into same
                   orderby same.Key.Meter, same.Key.Name
                   select same.First(),
            ];
        }
    }

    /// <summary>What some sources have measured with an instrument since a moment; null where none of them has it.</summary>
    /// <remarks>Where they disagree about what the instrument is, the first is right, and those that differ are left out.</remarks>
    public Measurements? Read(IReadOnlySet<Source>? sources, string meter, string name, DateTimeOffset since)
    {
        lock (_lock)
        {
            var found = (from all in _table.Sources
                         where sources?.Contains(all.Source) ?? true
                         let known = all.Find(meter, name)
                         where known is not null
                         select known).ToList();
            if (found.Count == 0)
                return null;

            var first = found[0];
            return new(first.Instrument, first.Bounds,
            [
                .. from one in found
                   where one.Instrument.Kind == first.Instrument.Kind && one.Bounds.SequenceEqual(first.Bounds)
                   from series in one.Series
                   select series.Since(since),
            ]);
        }
    }
}

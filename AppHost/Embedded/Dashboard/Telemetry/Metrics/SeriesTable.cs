namespace Dashboard.Telemetry.Metrics;

/// <summary>
/// All series, within the limits. A new one is left out where there are too many, unless one has not been heard of for long and can go. Where
/// all together take too much memory, the oldest points go first, and then the series that were not heard of for the longest time. Not safe for
/// several threads, but for its numbers.
/// </summary>
internal sealed class SeriesTable(TelemetryLimits limits)
{
    private const int FewPoints = 8;
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(10);

    private readonly Dictionary<Source, SourceSeries> _sources = [];
    private readonly LinkedList<Series> _bySeen = [];
    private readonly Dictionary<Series, LinkedListNode<Series>> _places = [];
    private long _bytes;
    private long _dropped;
    private bool _hasForgotten;

    public IReadOnlyCollection<SourceSeries> Sources => _sources.Values;

    /// <summary>How many series there are.</summary>
    public int Count => _bySeen.Count;

    /// <summary>About what all take in memory.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many points there were that are no longer kept.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds a reading; false where there is no room for its series.</summary>
    public bool Add(Source source, Reading reading, DateTimeOffset now)
    {
        var series = Find(source, reading) ?? Create(source, reading, now);
        if (series is null)
            return false;

        var bytes = series.Bytes;
        // Sums of a series that is new to the table, but not to its sender, are no news.
        var absentAt = _hasForgotten ? null : series.Instrument.Source.Reported;
        Interlocked.Add(ref _dropped, series.Add(reading, now, absentAt));
        Interlocked.Add(ref _bytes, series.Bytes - bytes);
        _bySeen.Remove(_places[series]);
        _bySeen.AddLast(_places[series]);
        Shrink();
        return true;
    }

    /// <summary>Notes when a source has reported all that it has.</summary>
    public void Reported(Source source, DateTimeOffset at)
    {
        if (_sources.TryGetValue(source, out var all))
            all.Reported = at;
    }

    private Series? Find(Source source, Reading reading)
    {
        if (!_sources.TryGetValue(source, out var all) || all.Find(reading.Instrument.Meter, reading.Instrument.Name) is not { } instrument)
            return null;

        if (instrument.Fits(reading))
            return instrument.Find(reading.Attributes);

        foreach (var series in instrument.Series.ToList())
            Remove(series);

        return null;
    }

    private Series? Create(Source source, Reading reading, DateTimeOffset now)
    {
        while (Count >= limits.MaxSeriesCount)
        {
            if (now - _bySeen.First!.Value.Seen < StaleAfter)
            {
                _hasForgotten = true;
                return null;
            }

            Remove(_bySeen.First.Value);
        }

        if (!_sources.TryGetValue(source, out var all))
            _sources[source] = all = new(source);

        if (all.Find(reading.Instrument.Meter, reading.Instrument.Name) is not { } instrument)
        {
            instrument = all.Create(reading);
            Interlocked.Add(ref _bytes, instrument.Bytes);
        }

        var series = instrument.Create(reading.Attributes, limits);
        Interlocked.Add(ref _bytes, series.Bytes);
        _places[series] = _bySeen.AddLast(series);
        return series;
    }

    private void Remove(Series series)
    {
        _bySeen.Remove(_places[series]);
        _places.Remove(series);
        Interlocked.Add(ref _bytes, -series.Bytes);
        Interlocked.Add(ref _dropped, series.PointCount);
        _hasForgotten = true;

        var instrument = series.Instrument;
        instrument.Remove(series);
        if (instrument.Series.Count > 0)
            return;

        Interlocked.Add(ref _bytes, -instrument.Bytes);
        instrument.Source.Remove(instrument);
        if (instrument.Source.Instruments.Count == 0)
            _sources.Remove(instrument.Source.Source);
    }

    private void Shrink()
    {
        if (_bytes <= limits.MaxMetricBytes)
            return;

        // A little more than necessary, so that it is not necessary for each reading.
        var enough = limits.MaxMetricBytes / 10 * 9;
        while (_bytes > enough && _bySeen.Where(series => series.PointCount > FewPoints).ToList() is { Count: > 0 } trimmable)
        {
            foreach (var series in trimmable)
                Trim(series);
        }

        while (_bytes > enough && Count > 1)
            Remove(_bySeen.First!.Value);
    }

    private void Trim(Series series)
    {
        var bytes = series.Bytes;
        Interlocked.Add(ref _dropped, series.Trim());
        Interlocked.Add(ref _bytes, series.Bytes - bytes);
    }
}

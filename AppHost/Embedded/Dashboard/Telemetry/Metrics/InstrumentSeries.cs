namespace Dashboard.Telemetry.Metrics;

/// <summary>All series of one instrument of one source. Not safe for several threads.</summary>
internal sealed class InstrumentSeries(SourceSeries source, Instrument instrument, double[] bounds)
{
    private const int OwnBytes = 500;

    private readonly Dictionary<Attributes, Series> _series = new(AttributeSets.Equality);

    public SourceSeries Source => source;

    public Instrument Instrument => instrument;

    public IReadOnlyList<double> Bounds => bounds;

    public IReadOnlyCollection<Series> Series => _series.Values;

    /// <summary>About what it takes in memory, besides its series.</summary>
    public int Bytes { get; } = OwnBytes + (2 * (instrument.Meter.Length + instrument.Name.Length + instrument.Unit.Length + instrument.Description.Length)) + (sizeof(double) * bounds.Length);

    /// <summary>Whether a reading can be told together with those before: it may be described anew, but has to mean the same.</summary>
    public bool Fits(Reading reading) =>
        reading.Instrument.Kind == instrument.Kind && reading.Instrument.Unit == instrument.Unit && bounds.AsSpan().SequenceEqual(reading.Bounds);

    public Series? Find(Attributes attributes) => _series.GetValueOrDefault(attributes);

    public Series Create(Attributes attributes, TelemetryLimits limits) => _series[attributes] = new(this, attributes, limits);

    public void Remove(Series series) => _series.Remove(series.Attributes);
}

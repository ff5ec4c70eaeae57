namespace Dashboard.Telemetry.Metrics;

/// <summary>All that one source has measured. Not safe for several threads.</summary>
internal sealed class SourceSeries(Source source)
{
    private readonly Dictionary<(string Meter, string Name), InstrumentSeries> _instruments = [];

    public Source Source => source;

    /// <summary>The time of what it sent last.</summary>
    public DateTimeOffset? Reported { get; set; }

    public IReadOnlyCollection<InstrumentSeries> Instruments => _instruments.Values;

    public InstrumentSeries? Find(string meter, string name) => _instruments.GetValueOrDefault((meter, name));

    public InstrumentSeries Create(Reading reading) =>
        _instruments[(reading.Instrument.Meter, reading.Instrument.Name)] = new(this, reading.Instrument, reading.Bounds);

    public void Remove(InstrumentSeries instrument) => _instruments.Remove((instrument.Instrument.Meter, instrument.Instrument.Name));
}

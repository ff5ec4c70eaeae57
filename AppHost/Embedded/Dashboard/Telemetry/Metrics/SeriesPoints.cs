namespace Dashboard.Telemetry.Metrics;

/// <summary>Points of a series in their order, as they were at one moment.</summary>
internal sealed record SeriesPoints(Source Source, Attributes Attributes, IReadOnlyList<Point> Points, IReadOnlyList<Exemplar> Exemplars);

/// <summary>What was measured with an instrument.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Bounds">The upper bounds of the buckets, the same for all series; empty for all but histograms.</param>
/// <param name="Series">Its series, of all sources that were asked for.</param>
internal sealed record Measurements(Instrument Instrument, IReadOnlyList<double> Bounds, IReadOnlyList<SeriesPoints> Series);

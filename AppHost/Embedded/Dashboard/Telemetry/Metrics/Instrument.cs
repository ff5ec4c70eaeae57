namespace Dashboard.Telemetry.Metrics;

/// <summary>What a service measures.</summary>
/// <param name="Meter">The meter that it belongs to: OpenTelemetry's scope.</param>
/// <param name="Name">Its name within the meter.</param>
/// <param name="Kind">How its points are to be read.</param>
/// <param name="Unit">Its unit in UCUM's notation, such as <c>s</c>, <c>By</c> or <c>{message}</c>; empty where it has none.</param>
/// <param name="Description">What it measures, in words; empty where nothing is said.</param>
internal sealed record Instrument(string Meter, string Name, InstrumentKind Kind, string Unit, string Description);

/// <summary>What the points of an instrument mean.</summary>
internal enum InstrumentKind
{
    /// <summary>A sum that only grows: what counts is how fast.</summary>
    Counter,

    /// <summary>A sum that goes up and down.</summary>
    UpDownCounter,

    /// <summary>A value at one moment.</summary>
    Gauge,

    /// <summary>How often which values were measured.</summary>
    Histogram,
}

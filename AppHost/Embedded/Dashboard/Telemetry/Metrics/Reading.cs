namespace Dashboard.Telemetry.Metrics;

/// <summary>A data point as its sender has it.</summary>
/// <param name="Instrument">What was measured.</param>
/// <param name="Attributes">By which its series is told from others of the instrument; in the order of their names.</param>
/// <param name="Time">When it was read.</param>
/// <param name="Value">The value; the sum of all values, of a histogram.</param>
internal sealed record Reading(Instrument Instrument, Attributes Attributes, DateTimeOffset Time, double Value)
{
    /// <summary>Since when sums are counted; null where the sender doesn't say.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Whether sums are those since the reading before, not those since <see cref="Start"/>.</summary>
    public bool IsDelta { get; init; }

    /// <summary>The upper bounds of a histogram's buckets but for the last one, which has none.</summary>
    public double[] Bounds { get; init; } = [];

    /// <summary>How many values were in each bucket of a histogram; empty for all else.</summary>
    public ulong[] Counts { get; init; } = [];

    public IReadOnlyList<Exemplar> Exemplars { get; init; } = [];
}

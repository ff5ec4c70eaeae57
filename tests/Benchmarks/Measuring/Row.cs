namespace Benchmarks.Measuring;

/// <summary>A row of the table.</summary>
/// <param name="Benchmark">The benchmark's name.</param>
/// <param name="What">What was measured, telemetry included.</param>
/// <param name="Measurements">What came out.</param>
/// <param name="Unit">The unit of the figures.</param>
internal sealed record Row(string Benchmark, string What, Measurements Measurements, string Unit)
{
    /// <summary>What it can't beat; null when there is no such thing.</summary>
    public Limit? Limit { get; init; }

    public Target? Target { get; init; }

    /// <summary>What each round reached of the limit.</summary>
    public Measurements? Ratio => Limit is null ? null : Measurements.DividedBy(Limit.Measurements);
}

/// <summary>What a path is measured beside, in the same unit.</summary>
internal sealed record Limit(string What, Measurements Measurements);

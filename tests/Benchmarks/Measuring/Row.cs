namespace Benchmarks.Measuring;

/// <summary>A row of the table. <paramref name="What"/> says what was measured, and with which telemetry.</summary>
internal sealed record Row(string Benchmark, string What, Measurements Measurements, string Unit)
{
    /// <summary>The upper limit; null when there is none.</summary>
    public Limit? Limit { get; init; }

    public Target? Target { get; init; }

    /// <summary>The ratio to the limit in each round.</summary>
    public Measurements? Ratio => Limit is null ? null : Measurements.DividedBy(Limit.Measurements);
}

/// <summary>The upper limit that a path is compared with, in the same unit.</summary>
internal sealed record Limit(string What, Measurements Measurements);

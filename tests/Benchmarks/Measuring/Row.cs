namespace Benchmarks.Measuring;

/// <summary>A row of the table.</summary>
/// <param name="Benchmark">The benchmark's name.</param>
/// <param name="What">What was measured, telemetry included.</param>
/// <param name="Figures">What came out.</param>
/// <param name="Unit">The unit of the figures.</param>
internal sealed record Row(string Benchmark, string What, Figures Figures, string Unit)
{
    /// <summary>What it can't beat; null when there is no such thing.</summary>
    public Limit? Limit { get; init; }

    public Target? Target { get; init; }

    /// <summary>What each round reached of the limit.</summary>
    public Figures? Ratio => Limit is null ? null : Figures.DividedBy(Limit.Figures);
}

/// <summary>What a path is measured beside, in the same unit.</summary>
internal sealed record Limit(string What, Figures Figures);

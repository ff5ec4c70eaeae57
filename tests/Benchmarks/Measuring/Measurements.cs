namespace Benchmarks.Measuring;

/// <summary>The results of a candidate, one per round.</summary>
internal sealed record Measurements(IReadOnlyList<double> Rounds)
{
    public double Minimum => Rounds.Min();

    public double Maximum => Rounds.Max();

    /// <summary>The median; for an even number of rounds, the mean of the two middle results.</summary>
    public double Median
    {
        get
        {
            var sorted = Rounds.Order().ToList();
            return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        }
    }

    /// <summary>Divides the result of each round by that of the limit in the same round, so that disturbances of both cancel out.</summary>
    public Measurements DividedBy(Measurements limit) => new([.. Rounds.Zip(limit.Rounds, (measured, limit) => measured / limit)]);
}

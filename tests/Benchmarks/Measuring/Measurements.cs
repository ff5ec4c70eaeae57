namespace Benchmarks.Measuring;

/// <summary>What was measured, once per round.</summary>
internal sealed record Measurements(IReadOnlyList<double> Rounds)
{
    public double Minimum => Rounds.Min();

    public double Maximum => Rounds.Max();

    /// <summary>The middle one; the mean of both middle ones of an even number.</summary>
    public double Median
    {
        get
        {
            var sorted = Rounds.Order().ToList();
            return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        }
    }

    /// <summary>Each round's figure as a part of another's of the same round: what disturbed both falls out.</summary>
    public Measurements DividedBy(Measurements limit) => new([.. Rounds.Zip(limit.Rounds, (measured, limit) => measured / limit)]);
}

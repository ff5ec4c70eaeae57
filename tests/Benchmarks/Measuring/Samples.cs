namespace Benchmarks.Measuring;

/// <summary>Everything that was sampled of one quantity.</summary>
internal sealed class Samples(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public int Count => _sorted.Length;

    /// <summary>The least sample that a part of all samples, of 0 to 1, do not exceed.</summary>
    public double Percentile(double part) => _sorted[Math.Max(0, (int)Math.Ceiling(part * _sorted.Length) - 1)];
}

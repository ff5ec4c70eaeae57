namespace Benchmarks.Measuring;

/// <summary>The samples of one quantity.</summary>
internal sealed class Samples(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public int Count => _sorted.Length;

    /// <summary>Returns the smallest sample that is not exceeded by <paramref name="part"/> of all samples, 0 to 1.</summary>
    public double Percentile(double part) => _sorted[Math.Max(0, (int)Math.Ceiling(part * _sorted.Length) - 1)];
}

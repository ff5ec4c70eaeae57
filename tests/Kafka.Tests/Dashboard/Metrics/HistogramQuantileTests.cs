using CsCheck;
using Dashboard.Telemetry.Metrics;

namespace Kafka.Tests.Dashboard.Metrics;

public sealed class HistogramQuantileTests
{
    private static readonly double[] Bounds = [0.1, 0.2, 0.5, 1];

    [Theory]
    [InlineData(0.5, 0.15)] // the 5th of 10 values, in the middle of the bucket from 0.1 to 0.2
    [InlineData(0.25, 0.1)] // the last of the first bucket
    [InlineData(0.9, 0.38)] // 1.5 of 2.5 into the bucket from 0.2 to 0.5
    [InlineData(0, 0)]
    [InlineData(1, 0.5)]
    public void A_quantile_is_found_by_linear_interpolation_in_its_bucket(double quantile, double expected) =>
        Assert.Equal(expected, HistogramQuantile.Of(quantile, Bounds, [2.5, 5, 2.5, 0, 0])!.Value, 9);

    [Fact]
    public void The_values_that_are_known_from_Prometheus_documentation_come_out()
    {
        // 100 values evenly in (0, 10]: whatever the quantile, it is ten times as much.
        double[] bounds = [2, 4, 6, 8, 10];
        foreach (var quantile in (double[])[0.1, 0.5, 0.9, 0.95, 0.99])
            Assert.Equal(10 * quantile, HistogramQuantile.Of(quantile, bounds, [20, 20, 20, 20, 20, 0])!.Value, 9);
    }

    [Fact]
    public void Beyond_the_last_bound_the_last_bound_is_all_that_is_known() => Assert.Equal(1, HistogramQuantile.Of(0.99, Bounds, [1, 0, 0, 0, 99]));

    [Fact]
    public void Nothing_measured_or_no_bounds_is_no_quantile()
    {
        Assert.Null(HistogramQuantile.Of(0.5, Bounds, [0, 0, 0, 0, 0]));
        Assert.Null(HistogramQuantile.Of(0.5, [], [7]));
    }

    [Fact]
    public void Quantiles_never_fall_and_are_between_the_bounds() => Histograms.Sample(histogram =>
    {
        var quantiles = Enumerable.Range(0, 101).Select(percent => HistogramQuantile.Of(percent / 100.0, histogram.Bounds, histogram.Counts)).ToList();
        if (histogram.Counts.Sum() == 0)
            return quantiles.All(quantile => quantile is null);

        var lowest = Math.Min(0, histogram.Bounds[0]);
        return quantiles.All(quantile => quantile >= lowest && quantile <= histogram.Bounds[^1])
            && quantiles.Zip(quantiles.Skip(1)).All(two => two.Second >= two.First - (1e-9 * Math.Abs(two.First!.Value)));
    });

    [Fact]
    public void An_estimate_is_in_the_bucket_that_the_true_value_is_in() => Gen.Double[0.001, 0.999].Array[1, 200].Sample(values =>
    {
        var counts = new double[Bounds.Length + 1];
        foreach (var value in values)
            counts[BucketOf(value)]++;

        var median = values.Order().ElementAt((values.Length - 1) / 2);
        var bucket = BucketOf(median);
        var estimate = HistogramQuantile.Of(0.5, Bounds, counts)!.Value;
        return estimate <= Bounds[bucket] + 1e-9 && estimate >= (bucket == 0 ? 0 : Bounds[bucket - 1]) - 1e-9;
    });

    private static Gen<(double[] Bounds, double[] Counts)> Histograms =>
        from bounds in Gen.Double[-10, 1_000].Array[1, 20].Select(some => some.Distinct().Order().ToArray())
        from counts in Gen.Int[0, 1_000].Select(count => (double)count).Array[bounds.Length + 1]
        select (bounds, counts);

    private static int BucketOf(double value) => Bounds.Count(bound => bound < value);
}

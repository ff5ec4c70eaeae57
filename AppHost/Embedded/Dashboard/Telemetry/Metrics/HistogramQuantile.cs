namespace Dashboard.Telemetry.Metrics;

/// <summary>
/// Estimates below which value a part of all measured values is, as <c>histogram_quantile</c> of Prometheus does for classic histograms: within
/// the bucket where that value has to be, the values are taken to be spread evenly.
/// </summary>
internal static class HistogramQuantile
{
    /// <summary>An estimate between the lower bound of the first bucket and the highest bound that there is; null where nothing was measured.</summary>
    /// <param name="quantile">The part, from 0 to 1.</param>
    /// <param name="bounds">The upper bounds of the buckets but for the last one, which has none. The first begins at zero, or where it ends if that is below.</param>
    /// <param name="counts">How many values were in each bucket: one more than bounds.</param>
    public static double? Of(double quantile, IReadOnlyList<double> bounds, ReadOnlySpan<double> counts)
    {
        var total = 0.0;
        foreach (var count in counts)
            total += count;

        if (total <= 0 || bounds.Count == 0)
            return null;

        var rank = quantile * total;
        var below = 0.0;
        for (var i = 0; i < bounds.Count; i++)
        {
            if (below + counts[i] >= rank && counts[i] > 0)
            {
                var lower = i > 0 ? bounds[i - 1] : Math.Min(0, bounds[0]);
                return Math.Min(bounds[i], lower + ((bounds[i] - lower) * Math.Clamp((rank - below) / counts[i], 0, 1))); // rounding must not leave the bucket
            }

            below += counts[i];
        }

        return bounds[^1];
    }
}

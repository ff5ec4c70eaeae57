using Dashboard.Telemetry.Metrics;

namespace Dashboard.Metrics;

/// <summary>What a line shows of an instrument.</summary>
internal enum Statistic
{
    /// <summary>The value as it is, of gauges and up-down counters.</summary>
    Level,

    /// <summary>How much was added per second, of counters; how many values were measured per second, of histograms.</summary>
    Rate,

    /// <summary>The value that half of all measured values are not above, of histograms.</summary>
    P50,

    /// <summary>The same for nine tenths.</summary>
    P90,

    /// <summary>The same for 99 of a hundred.</summary>
    P99,
}

/// <summary>A line's values from the points of one or several series.</summary>
internal static class StatisticLine
{
    /// <summary>
    /// A value for each step. Levels and rates of several series are added up; their histograms are put together before a quantile is taken.
    /// Null where no series has anything to say.
    /// </summary>
    public static double?[] Values(this Statistic statistic, IReadOnlyList<double> bounds, IEnumerable<SeriesPoints> group, TimeAxis axis) => statistic switch
    {
        Statistic.Level => Sum(group.Select(series => Level(series, axis)), axis.Count),
        Statistic.Rate => Sum(group.Select(series => Rate(series, axis)), axis.Count),
        Statistic.P50 => Quantile(0.5, bounds, group, axis),
        Statistic.P90 => Quantile(0.9, bounds, group, axis),
        _ => Quantile(0.99, bounds, group, axis),
    };

    public static string Name(this Statistic statistic) => statistic switch
    {
        Statistic.P50 => "p50",
        Statistic.P90 => "p90",
        Statistic.P99 => "p99",
        Statistic.Rate => "rate",
        _ => "value",
    };

    private static double?[] Sum(IEnumerable<double?[]> lines, int count)
    {
        var sum = new double?[count];
        foreach (var line in lines)
        {
            for (var step = 0; step < count; step++)
            {
                if (line[step] is { } value)
                    sum[step] = (sum[step] ?? 0) + value;
            }
        }

        return sum;
    }

    /// <summary>The last value in each step. It held since the point before, so that points may be further apart than steps.</summary>
    private static double?[] Level(SeriesPoints series, TimeAxis axis)
    {
        var values = new double?[axis.Count];
        foreach (var point in series.Points)
        {
            var last = axis.StepOf(point.Time);
            var first = Math.Min(last, axis.StepOf(point.Time.AddSeconds(-point.Seconds)) + 1);
            for (var step = Math.Max(0, first); step <= Math.Min(last, axis.Count - 1); step++)
                values[step] = point.Value;
        }

        return values;
    }

    private static double?[] Rate(SeriesPoints series, TimeAxis axis)
    {
        var (added, covered) = (new double[axis.Count], new double[axis.Count]);
        foreach (var point in series.Points)
        {
            var value = point.Counts is null ? point.Value : point.Counts.Sum(count => (double)count);
            foreach (var (step, seconds) in axis.Overlaps(point.Time, point.Seconds))
            {
                added[step] += value * seconds / point.Seconds;
                covered[step] += seconds;
            }
        }

        return [.. added.Zip(covered, (sum, seconds) => seconds > 0 ? sum / seconds : (double?)null)];
    }

    private static double?[] Quantile(double quantile, IReadOnlyList<double> bounds, IEnumerable<SeriesPoints> group, TimeAxis axis)
    {
        var counts = new double[axis.Count][];
        foreach (var point in group.SelectMany(series => series.Points))
        {
            if (point.Counts is null)
                continue;

            foreach (var (step, seconds) in axis.Overlaps(point.Time, point.Seconds))
            {
                var sums = counts[step] ??= new double[bounds.Count + 1];
                for (var bucket = 0; bucket < sums.Length; bucket++)
                    sums[bucket] += point.Counts[bucket] * seconds / point.Seconds;
            }
        }

        return [.. counts.Select(sums => sums is null ? null : HistogramQuantile.Of(quantile, bounds, sums))];
    }
}

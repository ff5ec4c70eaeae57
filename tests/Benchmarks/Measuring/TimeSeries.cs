namespace Benchmarks.Measuring;

/// <summary>The values of a quantity over time.</summary>
internal sealed class TimeSeries
{
    private readonly List<(TimeSpan At, double Value)> _points = [];

    public double Last => _points[^1].Value;

    public void Add(TimeSpan at, double value) => _points.Add((at, value));

    /// <summary>Returns the first value at or after a time.</summary>
    public double At(TimeSpan time) => _points.First(point => point.At >= time).Value;

    /// <summary>Returns the growth per minute since a time: the slope of the regression line.</summary>
    public double GrowthPerMinute(TimeSpan since)
    {
        var points = _points.Where(point => point.At >= since).Select(point => (Minutes: point.At.TotalMinutes, point.Value)).ToList();
        var (minutes, value) = (points.Average(point => point.Minutes), points.Average(point => point.Value));
        return points.Sum(point => (point.Minutes - minutes) * (point.Value - value)) / points.Sum(
            point => (point.Minutes - minutes) * (point.Minutes - minutes));
    }
}

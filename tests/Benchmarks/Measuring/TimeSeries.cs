namespace Benchmarks.Measuring;

/// <summary>How a quantity went over time.</summary>
internal sealed class TimeSeries
{
    private readonly List<(TimeSpan At, double Value)> _points = [];

    public double Last => _points[^1].Value;

    public void Add(TimeSpan at, double value) => _points.Add((at, value));

    /// <summary>The value at a time, or the one after it.</summary>
    public double At(TimeSpan time) => _points.First(point => point.At >= time).Value;

    /// <summary>How much it grew per minute since a time: the slope of the line that fits best.</summary>
    public double GrowthPerMinute(TimeSpan since)
    {
        var points = _points.Where(point => point.At >= since).Select(point => (Minutes: point.At.TotalMinutes, point.Value)).ToList();
        var (minutes, value) = (points.Average(point => point.Minutes), points.Average(point => point.Value));
        return points.Sum(point => (point.Minutes - minutes) * (point.Value - value)) / points.Sum(point => (point.Minutes - minutes) * (point.Minutes - minutes));
    }
}

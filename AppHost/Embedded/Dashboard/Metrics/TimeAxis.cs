namespace Dashboard.Metrics;

/// <summary>Steps of equal length up to now, at which a chart has its values. They begin at multiples of their length, so that they stay where they are as time goes on.</summary>
internal sealed record TimeAxis(DateTimeOffset Start, TimeSpan Step, int Count)
{
    private const int MostSteps = 150;

    public IReadOnlyList<DateTimeOffset> Times => [.. Enumerable.Range(0, Count).Select(step => Start + (step * Step))];

    /// <summary>The steps of a time that ends now, of whole seconds.</summary>
    public static TimeAxis Until(DateTimeOffset now, TimeSpan duration)
    {
        var step = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(duration.TotalSeconds / MostSteps)));
        var count = (int)(duration / step);
        var last = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % step.Ticks), TimeSpan.Zero);
        return new(last - ((count - 1) * step), step, count);
    }

    /// <summary>The step that a moment belongs to; below zero, or beyond the last, where it is outside.</summary>
    public int StepOf(DateTimeOffset moment) => (int)Math.Clamp(Math.Floor((moment - Start) / Step), -1, Count);

    /// <summary>How many seconds of the time up to a moment are in which steps.</summary>
    public IEnumerable<(int Step, double Seconds)> Overlaps(DateTimeOffset end, double seconds)
    {
        var begin = end.AddSeconds(-seconds);
        for (var step = Math.Max(0, StepOf(begin)); step <= Math.Min(Count - 1, StepOf(end)); step++)
        {
            var (from, to) = (Start + (step * Step), Start + ((step + 1) * Step));
            var overlap = ((end < to ? end : to) - (begin > from ? begin : from)).TotalSeconds;
            if (overlap > 0)
                yield return (step, overlap);
        }
    }
}

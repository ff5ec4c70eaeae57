namespace Dashboard.Traces;

/// <summary>The time that a waterfall shows, from its left edge to its right. Positions are percent of its width.</summary>
internal sealed record TimeAxis(DateTimeOffset Start, TimeSpan Duration)
{
    private const double Whole = 100;
    private const int Steps = 4;

    /// <summary>Where the ruler has its marks, and what time each is.</summary>
    public IEnumerable<(double Left, TimeSpan Time)> Ticks => from step in Enumerable.Range(0, Steps + 1) select (step * Whole / Steps, Duration * step / Steps);

    /// <summary>Where something lies; what is outside is cut off at the edge.</summary>
    public Bar Place(DateTimeOffset start, TimeSpan duration)
    {
        var (left, right) = (At(start), At(start + duration));
        var outside = right < 0 ? Outside.Before : left > Whole ? Outside.After : Outside.No;
        left = Math.Clamp(left, 0, Whole);
        return new(left, Math.Clamp(right, 0, Whole) - left, outside);
    }

    // An axis without length has everything at its beginning, or outside.
    private double At(DateTimeOffset time) => (time - Start).Ticks * Whole / Math.Max(1, Duration.Ticks);
}

/// <summary>Where the bar of a span is drawn.</summary>
/// <param name="Left">Percent from the left edge.</param>
/// <param name="Width">Percent; 0 is drawn as a thin line.</param>
/// <param name="Outside">Whether all of it is beyond an edge, at which it is drawn then.</param>
internal readonly record struct Bar(double Left, double Width, Outside Outside)
{
    public double Right => Left + Width;
}

/// <summary>On which side of the time that is shown something lies.</summary>
internal enum Outside { No, Before, After }

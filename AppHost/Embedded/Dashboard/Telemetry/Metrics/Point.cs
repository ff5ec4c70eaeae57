namespace Dashboard.Telemetry.Metrics;

/// <summary>
/// What is kept of a reading. Of sums and histograms that is what was added since the reading before, so that it makes no difference any more
/// how the sender counts and when it was started.
/// </summary>
/// <param name="Ticks">When it was read, in ticks of UTC.</param>
/// <param name="Seconds">The time before that, for which it stands; zero where that is not known.</param>
/// <param name="Value">The value of a gauge or an up-down counter; what was added to a counter, or to the sum of a histogram.</param>
/// <param name="Counts">What was added to each bucket of a histogram; null where nothing was.</param>
internal readonly record struct Point(long Ticks, float Seconds, double Value, uint[]? Counts)
{
    private const int OwnBytes = 32;
    private const int ArrayBytes = 24;

    /// <summary>About what it takes in memory.</summary>
    public int Bytes => OwnBytes + (Counts is null ? 0 : ArrayBytes + (sizeof(uint) * Counts.Length));

    public DateTimeOffset Time => new(Ticks, TimeSpan.Zero);
}

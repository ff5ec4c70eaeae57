namespace Chaos.Verification;

/// <summary>A page in a window.</summary>
internal readonly record struct PageWindow(string Page, DateTimeOffset Window);

/// <summary>The statistics of a page in a window.</summary>
internal readonly record struct Totals(long Count, long Total, long Minimum, long Maximum)
{
    public Totals Plus(in Totals other) => Count == 0
        ? other
        : new(Count + other.Count, Total + other.Total, Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum));
}

/// <summary>Statistics of pages and windows, and the number of events that came too late for theirs.</summary>
internal sealed class Windows
{
    // The defaults that docs/streams-service.md promises.
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private const long LongestGlance = 100;

    private readonly Dictionary<PageWindow, Totals> _all = [];

    public IReadOnlyDictionary<PageWindow, Totals> All => _all;

    public long Late { get; set; }

    /// <summary>Counts the events of the log, in the order of each partition.</summary>
    public static Windows Count(IEnumerable<LoggedEvent> log)
    {
        var windows = new Windows();
        foreach (var partition in log.GroupBy(logged => logged.Partition))
        {
            windows.CountPartition(partition.OrderBy(logged => logged.Offset));
        }

        return windows;
    }

    public void Add(PageWindow window, in Totals totals) => _all[window] = _all.GetValueOrDefault(window).Plus(totals);

    private void CountPartition(IEnumerable<LoggedEvent> partition)
    {
        var streamTime = DateTimeOffset.MinValue;
        foreach (var logged in partition.Where(logged => logged.Duration > LongestGlance))
        {
            var number = (logged.Date - DateTimeOffset.UnixEpoch).Ticks / Length.Ticks;
            var window = DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(number * Length.Ticks);
            if (streamTime >= window + Length + Grace)
            {
                Late++;
                continue;
            }

            if (logged.Date > streamTime) streamTime = logged.Date;
            Add(new(logged.Name, window), new(1, logged.Duration, logged.Duration, logged.Duration));
        }
    }
}

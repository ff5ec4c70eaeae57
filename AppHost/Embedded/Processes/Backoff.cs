namespace AppHost.Embedded.Processes;

/// <summary>How long to pause before a process that keeps ending is started again: 1 s, doubled each time up to 30 s.</summary>
internal sealed class Backoff
{
    /// <summary>A process that ran for that long has not ended because it can't be started.</summary>
    public static readonly TimeSpan RanWell = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = First;

    /// <summary>The pause after a process that ran for that long; one that ran for 30 s starts the row anew.</summary>
    public TimeSpan After(TimeSpan ran)
    {
        var pause = ran >= RanWell ? First : _next;
        _next = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
        return pause;
    }
}

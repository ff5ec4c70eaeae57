using System.Diagnostics.Metrics;
using StreamsService.Counting;

namespace StreamsService.Processing;

/// <summary>The metrics of counting.</summary>
internal sealed class StatisticsMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Name = "StreamsService";

    private static readonly (Outcome Outcome, KeyValuePair<string, object?> Attribute)[] Attributes =
    [
        (Outcome.Counted, new("statistics.outcome", "counted")),
        (Outcome.TooShort, new("statistics.outcome", "too_short")),
        (Outcome.Late, new("statistics.outcome", "late")),
        (Outcome.Duplicate, new("statistics.outcome", "duplicate")),
    ];

    private readonly long[] _events = new long[Attributes.Length];
    private int _openWindows;

    public StatisticsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        meter.CreateObservableCounter(
            "statistics.events",
            () => Attributes.Select(it => new Measurement<long>(Interlocked.Read(ref _events[(int)it.Outcome]), it.Attribute)),
            "{event}",
            "Valid events, by statistics.outcome: counted, too_short, late, or duplicate (applied before).");
        meter.CreateObservableGauge(
            "statistics.windows.open",
            () => Volatile.Read(ref _openWindows),
            "{window}",
            "Open windows that this instance counts, one per page.");
    }

    /// <summary>The number of open windows, one per page.</summary>
    public int OpenWindows { set => Volatile.Write(ref _openWindows, value); }

    /// <summary>Records the outcome of an event.</summary>
    public void Applied(Outcome outcome) => Interlocked.Increment(ref _events[(int)outcome]);
}

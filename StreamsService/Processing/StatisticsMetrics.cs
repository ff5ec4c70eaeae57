using System.Diagnostics.Metrics;
using StreamsService.Statistics;

namespace StreamsService.Processing;

/// <summary>The instruments of counting.</summary>
internal sealed class StatisticsMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Name = "StreamsService";

    private readonly Counter<long> _events;
    private int _openWindows;

    public StatisticsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _events = meter.CreateCounter<long>("statistics.events", "{event}",
            "Valid events, by statistics.outcome: counted, too_short, late, or known because they were counted before.");
        meter.CreateObservableGauge("statistics.windows.open", () => Volatile.Read(ref _openWindows), "{window}",
            "Windows per page that this instance counts.");
    }

    /// <summary>Windows per page that are open.</summary>
    public int OpenWindows { set => Volatile.Write(ref _openWindows, value); }

    /// <summary>An event was looked at.</summary>
    public void Applied(Outcome outcome) => _events.Add(1, new KeyValuePair<string, object?>("statistics.outcome", outcome switch
    {
        Outcome.Counted => "counted",
        Outcome.TooShort => "too_short",
        Outcome.Late => "late",
        _ => "known",
    }));
}

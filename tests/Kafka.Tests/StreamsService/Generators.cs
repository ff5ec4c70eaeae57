using Contracts;
using CsCheck;
using StreamsService.Counting;

namespace Kafka.Tests.StreamsService;

/// <summary>
/// Generates events that cover many cases: few pages and users, short views, late events, and pauses longer than a window.
/// </summary>
internal static class Generators
{
    /// <summary>A short retention, so that windows are deleted during a test.</summary>
    public static readonly StatisticsOptions Options = new() { Retention = TimeSpan.FromSeconds(30) };

    public static readonly TumblingWindows Windowing = new(Options);

    /// <summary>A coarse unit, so that event times are often exactly on a boundary.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>The events of one source partition.</summary>
    public static readonly Gen<PageEvent[]> Source =
        Gen.Select(
            Gen.Int[1, 3],
            Gen.Int[1, 5],
            Gen.Frequency((30, Gen.Int[0, 3]), (1, Gen.Int[20, 120])),
            Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[0, 50])),
            Gen.Int[95, 110])
        .Array[0, 60]
        .Select(events =>
        {
            var time = PageEvents.Noon;
            return events.Select(one => Event(one.Item1, one.Item2, (time += Tick * one.Item3) - (Tick * one.Item4), one.Item5)).ToArray();
        });

    /// <summary>The events of up to three source partitions.</summary>
    public static readonly Gen<PageEvent[][]> Sources = Source.Array[1, 3];

    private static PageEvent Event(int page, int user, DateTimeOffset time, long duration) => new($"P{page}", $"U{user}", time, duration);
}

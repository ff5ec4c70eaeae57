using Contracts;
using StreamsService.Counting;

namespace Benchmarks.Micro;

/// <summary>The input of the benchmarks.</summary>
internal static class Examples
{
    private const int EventsPerPartial = 20;

    public static DateTimeOffset Window { get; } = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static PageEvent PageEvent(int page = 1, int user = 1) => new($"P{page}", $"U{user}", Window, 1_234);

    /// <summary>Creates a partial for some events by different users.</summary>
    public static WindowPartial Partial(int page = 1, int partition = 0)
    {
        var accumulator = new PageAccumulator();
        for (var i = 0; i < EventsPerPartial; i++) accumulator.Add(new(Epoch: 0, i), PageEvent(page, (partition * EventsPerPartial) + i));
        return accumulator.ToPartial($"P{page}", Window, partition);
    }
}

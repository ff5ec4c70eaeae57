using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Paths;

namespace Benchmarks.Growth;

/// <summary>
/// How the cost of broadcasting changes with the number of listeners of <c>GET /statistics/stream</c>, all in this process.
/// </summary>
internal static class ManyListeners
{
    private const int MaxRounds = 2;
    private static readonly int[] Sizes = [1, 100, 1_000];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(8);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var rows = new List<Row>();
        foreach (var listeners in Sizes)
        {
            var processorSeconds = new List<double>();
            var what = $"{listeners:#,0} {(listeners == 1 ? "listener" : "listeners")} at {Latency.EventsPerSecond} events/s";
            var measurements = await Comparison.RunAsync(
                bench, Math.Min(bench.Rounds, MaxRounds), "ms", new Candidate(
                    $"{what}, p99", () => MeasureAsync(bench, listeners, processorSeconds)));
            rows.Add(new("listeners", $"{what}, publish to update at one of them, p99", measurements[0], "ms"));
            rows.Add(new("listeners", $"{what}, StreamsService's processor time per second", new(processorSeconds), "s"));
        }

        return rows;
    }

    private static async Task<double> MeasureAsync(Bench bench, int listeners, List<double> processorSeconds)
    {
        await using var services = await Latency.StartAsync(bench);
        await using var others = await Listeners.ListenAsync(services[1].Address, listeners - 1);
        var (before, started) = (TimeSpan.Zero, 0L);
        var latencies = await Latency.MeasureAsync(
            bench, services, WarmUp, Length, warmedUp: () => (before, started) = (services[1].ProcessorTime, bench.Time.GetTimestamp()));
        processorSeconds.Add((services[1].ProcessorTime - before) / bench.Time.GetElapsedTime(started));
        others.ThrowIfEnded();
        return latencies.Percentile(0.99);
    }
}

using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Paths;

namespace Benchmarks.Growth;

/// <summary>How the throughput of a consumer and of StreamsService changes with the number of partitions.</summary>
internal static class Partitions
{
    private const int Records = 400_000;
    private const int MaxRounds = 2;
    private static readonly int[] Sizes = [4, 16, 64];

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var rows = new List<Row>();
        foreach (var partitions in Sizes)
        {
            var log = await EventLog.FillAsync(bench, Records, partitions);
            var measurements = await Comparison.RunAsync(
                bench, Math.Min(bench.Rounds, MaxRounds), "records/s",
                Consume.Bare(bench, log), Consume.Loop(bench, log, Tracing.Off, "no-op handler"), Statistics.Service(
                    bench, log, partitions));
            var limit = new Limit("bare loop", measurements[0]);
            rows.Add(
                new("partitions", $"{partitions} partitions, at least once, not traced", measurements[1], "records/s") { Limit = limit });
            rows.Add(
                new("partitions", $"{partitions} partitions, StreamsService, not traced", measurements[2], "records/s") { Limit = limit });
        }

        return rows;
    }
}

using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Paths;

namespace Benchmarks.Growth;

/// <summary>How the throughput of StreamsService changes with the number of pages, and how much memory it uses afterwards.</summary>
internal static class Pages
{
    private const int Records = 400_000;
    private const int MaxRounds = 2;
    private static readonly int[] Sizes = [20, 200, 2_000];

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var rows = new List<Row>();
        foreach (var pages in Sizes)
        {
            var log = await EventLog.FillAsync(bench, Records, pages: pages);
            var megabytes = new List<double>();
            var candidate = Statistics.Service(bench, log, afterwards: service => megabytes.Add(service.ResidentMegabytes));
            var measurements = await Comparison.RunAsync(bench, Math.Min(bench.Rounds, MaxRounds), "records/s", candidate);
            rows.Add(new("pages", $"{pages:#,0} pages, StreamsService, not traced", measurements[0], "records/s"));
            rows.Add(
                new("pages", $"{pages:#,0} pages, StreamsService's memory after {Records:#,0} events of a minute", new(megabytes), "MB"));
        }

        return rows;
    }
}

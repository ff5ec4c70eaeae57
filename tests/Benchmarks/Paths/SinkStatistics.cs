using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;
using LocalProcesses.Postgres;

namespace Benchmarks.Paths;

/// <summary>The throughput of SinkService, exactly once, from page-statistics into PostgreSQL, where later records replace rows.</summary>
internal static class SinkStatistics
{
    private const int Records = 400_000;

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        if (!PostgresServer.IsInstalled)
        {
            bench.Report($"  skipped: {PostgresServer.NotInstalled}");
            return [];
        }

        await using var server = await PostgresServer.StartNewAsync(cancellationToken: bench.Stop);
        var log = await PartialUpdates.FillAsync(bench, Records);
        var sinks = new Sinks(bench, log.Records, () => TargetDatabase.NewAsync(server));
        var measurements = await Comparison.RunAsync(
            bench, "records/s", sinks.Bare("bare upserts", nameof(BareUpsert)), sinks.Service(statistics: log.Topic));
        return
        [
            new("sink-statistics", "SinkService, exactly once, PostgreSQL, 5 updates of each row, 1 % sampled", measurements[1], "records/s")
            {
                Limit = new("bare upserts", measurements[0]),
                Target = new Target.Rate(60_000, "records/s"),
            },
        ];
    }
}

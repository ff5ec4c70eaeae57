using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;
using LocalProcesses.Postgres;

namespace Benchmarks.Paths;

/// <summary>The throughput of SinkService, exactly once, from page-events-json into a database, and its memory.</summary>
internal static class Sink
{
    private const int Records = 1_000_000;

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var log = await AnonymousEvents.FillAsync(bench, Records);
        return
        [
            .. await PostgresAsync(bench, log),
            .. await CompareAsync(bench, log, "SQLite", "bare prepared inserts", nameof(BareInsert), TargetDatabase.NewFileAsync),
        ];
    }

    private static async Task<IReadOnlyList<Row>> PostgresAsync(Bench bench, EventLog log)
    {
        if (!PostgresServer.IsInstalled)
        {
            bench.Report($"  without PostgreSQL: {PostgresServer.NotInstalled}");
            return [];
        }

        await using var server = await PostgresServer.StartNewAsync(cancellationToken: bench.Stop);
        var rows = await CompareAsync(bench, log, "PostgreSQL", "bare binary COPY", nameof(BareCopy), () => TargetDatabase.NewAsync(server));
        return [rows[0] with { Target = new Target.Ratio(0.50) }, .. rows];
    }

    private static async Task<IReadOnlyList<Row>> CompareAsync(
        Bench bench, EventLog log, string kind, string limit, string program, Func<Task<TargetDatabase>> newDatabase)
    {
        var sinks = new Sinks(bench, log.Records, newDatabase);
        var measurements = await Comparison.RunAsync(bench, "rows/s", sinks.Bare(limit, program), sinks.Service(events: log.Topic));
        return
        [
            new("sink", $"SinkService, exactly once, {kind}, 1 % sampled", measurements[1], "rows/s")
            {
                Limit = new(limit, measurements[0]),
                Target = new Target.Rate(100_000, "rows/s"),
            },
            new("sink", $"its memory after all events, {kind}", sinks.MemoryAtEnd, "MB")
            {
                Limit = new("after a third of them", sinks.MemoryAfterThird),
            },
        ];
    }
}

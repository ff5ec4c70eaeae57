using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Surroundings;

namespace Benchmarks.Paths;

/// <summary>What telemetry costs, beside none at all.</summary>
internal static class Instrumentation
{
    private const int Records = 300_000;

    private static readonly (Tracing Tracing, string What)[] Sides =
    [
        (Tracing.NoTelemetry, "no telemetry"),
        (Tracing.Off, "metrics and logs, tracing off"),
        (Tracing.OnePercent, "1 % sampled"),
        (Tracing.Everything, "100 % sampled"),
    ];

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench) => [.. await ConsumeAsync(bench), .. await IngestAsync(bench)];

    private static async Task<IEnumerable<Row>> ConsumeAsync(Bench bench)
    {
        var log = await EventLog.FillAsync(bench, Records, traced: true);
        return Rows("at least once", await Contest.RunAsync(bench, "records/s", [.. Sides.Select(side => Consume.Loop(bench, log, side.Tracing, side.What))]), "records/s");
    }

    private static async Task<IEnumerable<Row>> IngestAsync(Bench bench)
    {
        await using var services = new RunningProcesses([.. Sides.Select(side => Ingest.ProducerApi(bench, side.Tracing))]);
        var sides = new List<Side>();
        foreach (var (_, what) in Sides) sides.Add(await Ingest.SideAsync(bench, what, services[sides.Count]));
        return Rows("POST /events", await Contest.RunAsync(bench, "requests/s", sides), "requests/s");
    }

    private static IEnumerable<Row> Rows(string path, IReadOnlyList<Figures> figures, string unit) =>
        Sides.Zip(figures).Skip(1).Select(side => new Row("tracing", $"{path}, {side.First.What}", side.Second, unit)
        {
            Limit = new("no telemetry", figures[0]),
            Target = side.First.Tracing is Tracing.Off ? new Target.Ratio(0.97) : null,
        });
}

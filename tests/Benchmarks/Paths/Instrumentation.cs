using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;

namespace Benchmarks.Paths;

/// <summary>The cost of telemetry, compared with no telemetry.</summary>
internal static class Instrumentation
{
    private const int Records = 300_000;

    private static readonly (Tracing Tracing, string What)[] Candidates =
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
        var candidates = Candidates.Select(candidate => Consume.Loop(bench, log, candidate.Tracing, candidate.What));
        return Rows("at least once", await Comparison.RunAsync(bench, "records/s", [.. candidates]), "records/s");
    }

    private static async Task<IEnumerable<Row>> IngestAsync(Bench bench)
    {
        await using var services = new RunningProcesses([.. Candidates.Select(candidate => Ingest.ProducerApi(bench, candidate.Tracing))]);
        var candidates = new List<Candidate>();
        foreach (var (_, what) in Candidates) candidates.Add(await Ingest.CandidateAsync(bench, what, services[candidates.Count]));
        return Rows("POST /events", await Comparison.RunAsync(bench, "requests/s", candidates), "requests/s");
    }

    private static IEnumerable<Row> Rows(string path, IReadOnlyList<Measurements> measurements, string unit) =>
        Candidates.Zip(measurements).Skip(1).Select(candidate => new Row(
            "tracing", $"{path}, {candidate.First.What}", candidate.Second, unit)
        {
            Limit = new("no telemetry", measurements[0]),
            Target = candidate.First.Tracing is Tracing.Off ? new Target.Ratio(0.97) : null,
        });
}

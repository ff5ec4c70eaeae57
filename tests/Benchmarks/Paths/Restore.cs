using System.Globalization;
using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;

namespace Benchmarks.Paths;

/// <summary>The time that a newly started StreamsService needs to read all statistics into its view.</summary>
internal static class Restore
{
    private const int Pages = 200;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var log = await PartialLog.FillAsync(bench, bench.Cluster.IsReal ? 1_000_000 : 100_000, Pages);
        var measurements = await Comparison.RunAsync(
            bench, "records/s", Bare(bench, log, decodes: false), Bare(bench, log, decodes: true), Service(bench, log));
        var row = new Row("restore", $"StreamsService, {log.Records:#,0} partials into its view", measurements[2], "records/s");
        return
        [
            row with { Limit = new("bare consume", measurements[0]), Target = new Target.Ratio(0.70) },
            row with { Limit = new("bare consume and decode", measurements[1]) },
        ];
    }

    private static Candidate Bare(Bench bench, PartialLog log, bool decodes) => new(BareName(decodes), async () =>
    {
        var assignment = new Assignment { Topic = log.Topic, Records = log.Records, Decodes = decodes };
        await using var program = RunningProcess.Child(nameof(BareReader), bench, Tracing.NoTelemetry, assignment.Settings);
        return await program.ResultAsync(Timeout);
    });

    private static string BareName(bool decodes) => decodes ? "bare consume and decode" : "bare consume";

    /// <summary>
    /// Reads the duration from the log of the service, which measures from the assignment of the partitions to their end.
    /// </summary>
    public static Candidate Service(Bench bench, PartialLog log) => new("StreamsService", async () =>
    {
        await using var service = RunningProcess.Service(
            "StreamsService", bench, Tracing.Off,
            ("Topics:page-events:Name", bench.Cluster.NewTopic(partitions: log.Partitions)),
            ("Topics:page-statistics:Name", log.Topic),
            ("Kafka:Consumer:Group", Cluster.NewName("streams")));
        var line = await service.LineAsync(@"is read to its end: (\d+) records in (\S+) s", Timeout);
        var (records, seconds) = (double.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture), double.Parse(
            line.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        return records / seconds;
    });
}

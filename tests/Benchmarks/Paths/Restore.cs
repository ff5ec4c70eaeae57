using System.Globalization;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Parts;
using Benchmarks.Surroundings;

namespace Benchmarks.Paths;

/// <summary>A fresh StreamsService that reads all statistics into its view.</summary>
internal static class Restore
{
    private const int Pages = 200;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var log = await PartialLog.FillAsync(bench, bench.Cluster.IsReal ? 1_000_000 : 100_000, Pages);
        var figures = await Contest.RunAsync(bench, "records/s", Bare(bench, log, decodes: false), Bare(bench, log, decodes: true), Service(bench, log));
        var row = new Row("restore", $"StreamsService, {log.Records:#,0} partials into its view", figures[2], "records/s");
        return
        [
            row with { Limit = new("bare consume", figures[0]), Target = new Target.Ratio(0.70) },
            row with { Limit = new("bare consume and decode", figures[1]) },
        ];
    }

    private static Side Bare(Bench bench, PartialLog log, bool decodes) => new(decodes ? "bare consume and decode" : "bare consume", async () =>
    {
        var assignment = new Assignment { Topic = log.Topic, Records = log.Records, Decodes = decodes };
        await using var part = RunningProcess.Part(nameof(BareReader), bench, Tracing.NoTelemetry, assignment.Settings);
        return await part.FigureAsync(Timeout);
    });

    /// <summary>It says itself how long it took, from the assignment of the partitions to their end.</summary>
    public static Side Service(Bench bench, PartialLog log) => new("StreamsService", async () =>
    {
        await using var service = RunningProcess.Service(
            "StreamsService", bench, Tracing.Off,
            ("Topics:page-events:Name", bench.Cluster.NewTopic(partitions: log.Partitions)), ("Topics:page-statistics:Name", log.Topic), ("Kafka:Consumer:Group", Cluster.NewName("streams")));
        var line = await service.LineAsync(@"is read to its end: (\d+) records in (\S+) s", Timeout);
        var (records, seconds) = (double.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture), double.Parse(line.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        return records / seconds;
    });
}

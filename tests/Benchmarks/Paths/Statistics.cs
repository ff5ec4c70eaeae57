using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;

namespace Benchmarks.Paths;

/// <summary>The throughput of StreamsService, exactly once, from the events to their statistics.</summary>
internal static class Statistics
{
    private const int Records = 800_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var log = await EventLog.FillAsync(bench, Records, pages: 200);
        var measurements = await Comparison.RunAsync(bench, "records/s", Consume.Bare(bench, log), Service(bench, log));
        return
        [
            new("statistics", "StreamsService, exactly once, 200 pages, not traced", measurements[1], "records/s")
            {
                Limit = new("bare consume and decode", measurements[0]),
                Target = new Target.Ratio(0.70),
            },
        ];
    }

    /// <summary>
    /// Measures the throughput of a newly started StreamsService over the second half of the events. Calls <paramref name="afterwards"/>
    /// when the service has counted all events.
    /// </summary>
    public static Candidate Service(Bench bench, EventLog log, int partitions = 8, Action<RunningProcess>? afterwards = null) =>
        new("StreamsService", () => MeasureAsync(bench, log, partitions, afterwards));

    private static async Task<double> MeasureAsync(Bench bench, EventLog log, int partitions, Action<RunningProcess>? afterwards)
    {
        var output = bench.Cluster.NewTopic(partitions);
        using var progress = new CountedEvents(bench.Cluster, output);
        await using var service = RunningProcess.Service(
            "StreamsService", bench, Tracing.Off,
            ("Topics:page-events:Name", log.Topic), ("Topics:page-statistics:Name", output), ("Kafka:Consumer:Group", Cluster.NewName(
                "streams")));
        var (from, first) = await progress.WaitAsync(log.Records / 2, bench, Timeout);
        var (end, last) = await progress.WaitAsync(log.Records, bench, Timeout);
        afterwards?.Invoke(service);
        return (end - from) / bench.Time.GetElapsedTime(first, last).TotalSeconds;
    }
}

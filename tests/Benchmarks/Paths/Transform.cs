using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Parts;
using Benchmarks.Surroundings;

namespace Benchmarks.Paths;

/// <summary>JsonService, exactly once: from the events in one topic to those in the other.</summary>
internal static class Transform
{
    private const int Records = 250_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var log = await EventLog.FillAsync(bench, Records);
        var figures = await Contest.RunAsync(
            bench,
            "records/s",
            new("without transactions", () => MeasureAsync(bench, to => RunningProcess.Part(
                nameof(BareTransform), bench, Tracing.NoTelemetry, new Assignment { Topic = log.Topic, To = to }.Settings))),
            new("JsonService", () => MeasureAsync(bench, to => RunningProcess.Service(
                "JsonService", bench, Tracing.OnePercent,
                ("Topics:page-events:Name", log.Topic), ("Topics:page-events-json:Name", to), ("Kafka:Consumer:Group", Cluster.NewName("json"))))));
        return
        [
            new("transform", "JsonService, exactly once, 1 % sampled", figures[1], "records/s")
            {
                Limit = new("the same loop without transactions", figures[0]),
                Target = new Target.Ratio(0.60),
            },
        ];
    }

    /// <summary>The rate at which records arrive, over the second half of them.</summary>
    private static async Task<double> MeasureAsync(Bench bench, Func<string, RunningProcess> start)
    {
        var to = bench.Cluster.NewTopic(partitions: 8);
        await using var process = start(to);
        var (from, first) = await Arrival.WaitAsync(bench, to, Records / 2, Timeout);
        var (end, last) = await Arrival.WaitAsync(bench, to, Records, Timeout);
        return (end - from) / bench.Time.GetElapsedTime(first, last).TotalSeconds;
    }
}

using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;

namespace Benchmarks.Paths;

/// <summary>The throughput of JsonService, exactly once, from its input topic to its output topic.</summary>
internal static class Transform
{
    private const int Records = 250_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var log = await EventLog.FillAsync(bench, Records);
        var measurements = await Comparison.RunAsync(
            bench,
            "records/s",
            new("without transactions", () => MeasureAsync(bench, to => RunningProcess.Child(
                nameof(BareTransform), bench, Tracing.NoTelemetry, new Assignment { Topic = log.Topic, To = to }.Settings))),
            new("JsonService", () => MeasureAsync(bench, to => RunningProcess.Service(
                "JsonService", bench, Tracing.OnePercent,
                ("Topics:page-events:Name", log.Topic), ("Topics:page-events-json:Name", to), ("Kafka:Consumer:Group", Cluster.NewName(
                    "json"))))));
        return
        [
            new("transform", "JsonService, exactly once, 1 % sampled", measurements[1], "records/s")
            {
                Limit = new("the same loop without transactions", measurements[0]),
                Target = new Target.Ratio(0.60),
            },
        ];
    }

    /// <summary>Returns the rate at which records arrive in the output topic, over the second half of them.</summary>
    private static async Task<double> MeasureAsync(Bench bench, Func<string, RunningProcess> start)
    {
        var to = bench.Cluster.NewTopic(partitions: 8);
        await using var process = start(to);
        var (from, first) = await TopicGrowth.WaitAsync(bench, to, Records / 2, Timeout);
        var (end, last) = await TopicGrowth.WaitAsync(bench, to, Records, Timeout);
        return (end - from) / bench.Time.GetElapsedTime(first, last).TotalSeconds;
    }
}

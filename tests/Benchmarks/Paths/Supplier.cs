using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;

namespace Benchmarks.Paths;

/// <summary>SupplierWorker at its shortest period, an event per millisecond. One round is enough, because the rate is fixed.</summary>
internal static class Supplier
{
    private const int PerSecond = 1_000;
    private const int Seconds = 5;
    private const int Rounds = 1;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var measurements = await Comparison.RunAsync(
            bench, Rounds, "events/s",
            new("timer only", async () =>
            {
                await using var timer = RunningProcess.Child(nameof(BareTimer), bench, Tracing.NoTelemetry);
                return await timer.ResultAsync(Timeout);
            }),
            new("SupplierWorker", () => MeasureAsync(bench)));
        return
        [
            new("supplier", "SupplierWorker, an event per ms, 1 % sampled", measurements[1], "events/s")
            {
                Limit = new("its timer only", measurements[0]),
                Target = new Target.Ratio(0.95),
            },
        ];
    }

    /// <summary>Returns the rate at which events arrive after the first second.</summary>
    private static async Task<double> MeasureAsync(Bench bench)
    {
        var topic = bench.Cluster.NewTopic(partitions: 4);
        await using var supplier = RunningProcess.Service(
            "SupplierWorker", bench, Tracing.OnePercent, ("Topics:page-events:Name", topic), ("Supplier:Period", "00:00:00.001"));
        var (from, first) = await TopicGrowth.WaitAsync(bench, topic, PerSecond, Timeout);
        var (end, last) = await TopicGrowth.WaitAsync(bench, topic, from + (PerSecond * Seconds), Timeout);
        return (end - from) / bench.Time.GetElapsedTime(first, last).TotalSeconds;
    }
}

using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;

namespace Benchmarks.Paths;

/// <summary>The at-least-once loop with a handler that does nothing.</summary>
internal static class Consume
{
    public const int Records = 1_000_000;
    public const int TracedRecords = 600_000;
    private const int Partitions = 16;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var plain = await EventLog.FillAsync(bench, Records, Partitions);
        var untraced = await Comparison.RunAsync(bench, "records/s", Bare(bench, plain), Loop(bench, plain, Tracing.Off, "not traced"));

        var traced = await EventLog.FillAsync(bench, TracedRecords, Partitions, traced: true);
        var sampled = await Comparison.RunAsync(
            bench, "records/s", Bare(bench, traced), Loop(bench, traced, Tracing.OnePercent, "1 % sampled"));
        return
        [
            new("consume", "at least once, not traced", untraced[1], "records/s")
            {
                Limit = new("bare loop", untraced[0]),
                Target = new Target.Ratio(0.90),
            },
            new("consume", "at least once, 1 % sampled", sampled[1], "records/s")
            {
                Limit = new("bare loop", sampled[0]),
                Target = new Target.Ratio(0.75),
            },
        ];
    }

    /// <summary>The baseline: a bare loop that consumes, decodes and stores the offset.</summary>
    public static Candidate Bare(Bench bench, EventLog log) =>
        Candidate(bench, "bare loop", nameof(BareConsumer), log, Tracing.NoTelemetry);

    /// <summary>The consumer loop of ConsumerWorker.</summary>
    public static Candidate Loop(Bench bench, EventLog log, Tracing tracing, string what) =>
        Candidate(bench, what, nameof(NoOpConsumer), log, tracing);

    private static Candidate Candidate(Bench bench, string what, string program, EventLog log, Tracing tracing) => new(what, async () =>
    {
        await using var process = RunningProcess.Child(
            program, bench, tracing, new Assignment { Topic = log.Topic, Records = log.Records }.Settings);
        return await process.ResultAsync(Timeout);
    });
}

using System.Text;
using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Contracts;

namespace Benchmarks.Paths;

/// <summary><c>POST /events</c> with one stream of events, one per line. The response has one receipt per line.</summary>
internal static class IngestStream
{
    private const int Records = 200_000;
    private const int LinesPerBlock = 1_000;
    private const int WarmUps = 3;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var topic = bench.Cluster.NewTopic(partitions: 4);
        await using var service = Ingest.ProducerApi(bench, Tracing.OnePercent, topic);
        await service.ReadyAsync();
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, LinesPerBlock).Select(i =>
            Encoding.UTF8.GetString(Topics.PageEvents.Encode(new($"P{i % 200}", $"U{i % 7}", bench.Time.GetUtcNow(), 100 * i))) + "\n")));
        bench.Report("  warming up");
        for (var i = 0; i < WarmUps; i++) await StreamAsync();

        var measurements = await Comparison.RunAsync(
            bench,
            "records/s",
            Raw(bench, "raw produce loop", decodes: false),
            Raw(bench, "raw loop that reads its events from JSON", decodes: true),
            new("one request", StreamAsync));
        var row = new Row("ingest-stream", "one NDJSON request with receipts, 1 % sampled", measurements[2], "records/s");
        return
        [
            row with { Limit = new("raw idempotent produce loop", measurements[0]), Target = new Target.Ratio(0.75) },
            row with { Limit = new("raw loop that reads its events from JSON", measurements[1]) },
        ];

        async Task<double> StreamAsync()
        {
            var before = (await bench.Cluster.Ends(topic)).Sum();
            var started = bench.Time.GetTimestamp();
            var responses = await LineStream.SendAsync(service.Address, block, Records / LinesPerBlock);
            var rate = Records / bench.Time.GetElapsedTime(started).TotalSeconds;
            var published = (await bench.Cluster.Ends(topic)).Sum() - before;
            return (responses, published) == (Records, Records) ? rate : throw new InvalidOperationException(
                $"The response to {Records} lines has {responses} lines, and {published} events were published.");
        }
    }

    private static Candidate Raw(Bench bench, string what, bool decodes) => new(what, async () =>
    {
        var assignment = new Assignment { Topic = bench.Cluster.NewTopic(partitions: 4), Records = Records, Decodes = decodes };
        await using var program = RunningProcess.Child(
            nameof(BareProducer), bench, Tracing.NoTelemetry, [Ingest.ProducerApiRuntime, .. assignment.Settings]);
        return await program.ResultAsync(Timeout);
    });
}

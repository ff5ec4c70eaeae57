using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Contracts;

namespace Benchmarks.Paths;

/// <summary><c>POST /events</c> with one event per request. The response is its receipt.</summary>
internal static class Ingest
{
    private const int Connections = 128;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Makes the runtime compile the baselines of ProducerApi in the same way as ProducerApi.</summary>
    public static (string Name, string Value) ProducerApiRuntime => ("DOTNET_TieredPGO", "1");

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        await using var limit = Bare(bench, topic: "");
        await using var producing = Bare(bench, bench.Cluster.NewTopic(partitions: 4));
        await using var service = ProducerApi(bench, Tracing.OnePercent);
        var measurements = await Comparison.RunAsync(
            bench,
            "requests/s",
            await CandidateAsync(bench, "bare endpoint", limit),
            await CandidateAsync(bench, "bare endpoint and producer", producing),
            await CandidateAsync(bench, "ProducerApi, 1 % sampled", service));
        var row = new Row("ingest", $"POST /events, {Connections} connections, 1 % sampled", measurements[2], "requests/s");
        return
        [
            row with { Limit = new("same endpoint without Kafka", measurements[0]), Target = new Target.Ratio(0.75) },
            row with { Limit = new("same endpoint with a bare producer", measurements[1]) },
            new("ingest", "same endpoint with a bare producer, not traced", measurements[1], "requests/s")
            {
                Limit = new("same endpoint without Kafka", measurements[0]),
            },
        ];
    }

    private static RunningProcess Bare(Bench bench, string topic) => RunningProcess.Child(
        nameof(BareEndpoint), bench, Tracing.NoTelemetry, [ProducerApiRuntime, .. new Assignment { To = topic }.Settings]);

    /// <summary>Starts ProducerApi without its limit of requests per second.</summary>
    public static RunningProcess ProducerApi(Bench bench, Tracing tracing, string? topic = null) => RunningProcess.Service(
        "ProducerApi",
        bench,
        tracing,
        ("Topics:page-events:Name", topic ?? bench.Cluster.NewTopic(partitions: 4)),
        ("ProducerApi:RequestsPerSecond", "0"));

    /// <summary>Waits until the service is ready, warms it up with requests, and returns it as a candidate.</summary>
    public static async Task<Candidate> CandidateAsync(Bench bench, string what, RunningProcess service)
    {
        await service.ReadyAsync();
        var now = bench.Time.GetUtcNow();
        var pageEvents = Enumerable.Range(0, 200).Select(i => new PageEvent($"P{i}", $"U{i % 7}", now, 100 * i));
        var requests = pageEvents.Select(pageEvent => ClosedLoop.Post("/events", Topics.PageEvents.Encode(pageEvent))).ToList();
        var load = new ClosedLoop(service.Address, Connections, requests, bench.Time);
        bench.Report($"  warming up: {what}");
        await load.RunAsync(WarmUp);
        return new(what, () => load.RunAsync(Length));
    }
}

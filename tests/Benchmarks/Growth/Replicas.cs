using System.Net.Http.Json;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;
using StreamsService;
using StreamsService.Http;

namespace Benchmarks.Growth;

/// <summary>
/// How the throughput of StreamsService changes with the number of instances. They share the processors of one machine, so the processor
/// time per event matters most.
/// </summary>
internal static class Replicas
{
    private const int WarmUpRecords = 200_000;
    private const int Records = 400_000;
    private const int Pages = 200;
    private const int EventPartitions = 8;
    private const int MaxRounds = 2;
    private static readonly int[] Sizes = [1, 2, 4];
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var rows = new List<Row>();
        foreach (var instances in Sizes)
        {
            var processorSeconds = new List<double>();
            var what = $"{instances} {(instances == 1 ? "instance" : "instances")} of StreamsService";
            var measurements = await Comparison.RunAsync(
                bench, Math.Min(bench.Rounds, MaxRounds), "events/s",
                new Candidate(what, () => MeasureAsync(bench, instances, processorSeconds)));
            rows.Add(new("replicas", $"{what} altogether, while the events come, not traced", measurements[0], "events/s"));
            rows.Add(new("replicas", $"{what}, processor time per million events", new(processorSeconds), "s"));
        }

        return rows;
    }

    /// <summary>Returns the rate at which the instances count events that are published after their rebalance and warm-up.</summary>
    private static async Task<double> MeasureAsync(Bench bench, int instances, List<double> processorSeconds)
    {
        var (events, statistics) = (bench.Cluster.NewTopic(EventPartitions), bench.Cluster.NewTopic(EventPartitions));
        using var progress = new CountedEvents(bench.Cluster, statistics);
        var group = Cluster.NewName("streams");
        await using var services = new RunningProcesses([.. Enumerable.Range(0, instances).Select(_ => RunningProcess.Service(
            "StreamsService", bench, Tracing.Off,
            ("Topics:page-events:Name", events), ("Topics:page-statistics:Name", statistics), ("Kafka:Consumer:Group", group)))]);
        await services.ReadyAsync();
        await PartitionsAssignedAsync(bench, services);

        var now = bench.Time.GetUtcNow();
        EventLog.Append(bench, events, WarmUpRecords, EventPartitions, Pages, now - (2 * EventLog.Span));
        await progress.WaitAsync(WarmUpRecords, bench, Timeout);

        var before = services.ProcessorTime;
        var appending = Task.Run(() => EventLog.Append(bench, events, Records, EventPartitions, Pages, now - EventLog.Span));
        var (from, first) = await progress.WaitAsync(WarmUpRecords + (Records / 4), bench, Timeout);
        var (end, last) = await progress.WaitAsync(WarmUpRecords + Records, bench, Timeout);
        await appending;
        processorSeconds.Add((services.ProcessorTime - before).TotalSeconds * 1_000_000 / Records);
        return (end - from) / bench.Time.GetElapsedTime(first, last).TotalSeconds;
    }

    /// <summary>Waits until each instance has its share of the partitions and counts their events.</summary>
    private static async Task PartitionsAssignedAsync(Bench bench, RunningProcesses services)
    {
        using var http = new HttpClient { BaseAddress = services[0].Address };
        await bench.UntilAsync($"each of {services.Count} instances has its share of the partitions", async () =>
        {
            var topology = await http.GetFromJsonAsync<TopologyResponse>(
                new Uri("/topology", UriKind.Relative), ResponseJson.Options, bench.Stop);
            return topology!.Instances.Count == services.Count
                && topology.Instances.All(instance => instance.Partitions.Count == EventPartitions / services.Count)
                && topology.Partitions.All(partition => partition.State == "running");
        }, Timeout);
    }
}

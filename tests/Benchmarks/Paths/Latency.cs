using System.Globalization;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Messaging.Consuming;
using StreamsService.Counting;

namespace Benchmarks.Paths;

/// <summary>The time from the request that publishes an event to the server-sent update of the statistics that includes it.</summary>
internal static class Latency
{
    public const int EventsPerSecond = 200;
    private const int Pages = 20;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastUpdateTimeout = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        await using var services = await StartAsync(bench);
        bench.Report($"  publishing {EventsPerSecond} events/s for {WarmUp + Length}");
        var latencies = await MeasureAsync(bench, services, WarmUp, Length);
        var interval = new ConsumerOptions().TransactionInterval.TotalMilliseconds;
        var waits = bench.Cluster.IsReal ? "" : "; in-memory: two fetches of 20 ms each";
        return
        [
            Row(0.5) with { Limit = Interval() },
            Row(0.99) with { Limit = Interval(), Target = new Target.Value(interval + 50, "ms") },
            Row(0.999) with { Limit = Interval() },
        ];

        Row Row(double part) => new(
            "latency",
            string.Create(
                CultureInfo.InvariantCulture,
                $"publish to update, p{part * 100:0.#} of {latencies.Count:#,0}, {EventsPerSecond} events/s, 1 % sampled{waits}"),
            new([latencies.Percentile(part)]),
            "ms");

        Limit Interval() => new("commit interval", new([interval]));
    }

    /// <summary>Starts ProducerApi and StreamsService, in this order, with their own topics.</summary>
    public static async Task<RunningProcesses> StartAsync(Bench bench)
    {
        var (events, statistics) = (bench.Cluster.NewTopic(partitions: 4), bench.Cluster.NewTopic(partitions: 4));
        var services = new RunningProcesses(
            Ingest.ProducerApi(bench, Tracing.OnePercent, events),
            RunningProcess.Service(
                "StreamsService", bench, Tracing.OnePercent,
                ("Topics:page-events:Name", events), ("Topics:page-statistics:Name", statistics), ("Kafka:Consumer:Group", Cluster.NewName(
                    "streams"))));
        try
        {
            await services.ReadyAsync();
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Publishes events and listens to the updates, first for <paramref name="warmUp"/>, which is not measured, then for
    /// <paramref name="length"/>. Calls <paramref name="warmedUp"/> in between. The services must be newly started by <see cref="StartAsync"/>.
    /// </summary>
    /// <returns>The latency of each event in milliseconds.</returns>
    public static async Task<Samples> MeasureAsync(
        Bench bench, RunningProcesses services, TimeSpan warmUp, TimeSpan length, Action? warmedUp = null)
    {
        await using var updates = await StatisticsUpdates.ListenAsync(services[1].Address, bench);
        using var views = new PageViews(services[0].Address, Pages, bench);
        var before = await views.PublishAsync(EventsPerSecond, warmUp);
        warmedUp?.Invoke();
        var published = before.Concat(await views.PublishAsync(EventsPerSecond, length)).ToList();
        await bench.UntilAsync(
            $"{published.Count} events are counted", () => Task.FromResult(updates.Counted >= published.Count), LastUpdateTimeout);

        // All events of a page are on one partition. So the n-th event by offset is in the first update whose count is n or more.
        var windowing = new TumblingWindows(new());
        var first = published[before.Count].Sent;
        var measured =
            from view in published
            group view by (view.Page, Window: windowing.StartOf(view.Date)) into window
            from numbered in window.OrderBy(view => view.Receipt.Offset).Select((view, index) => (View: view, Number: index + 1))
            where numbered.View.Sent >= first
            let arrival = updates.ArrivalOf(window.Key.Page, window.Key.Window, numbered.Number)
            select bench.Time.GetElapsedTime(numbered.View.Sent, arrival).TotalMilliseconds;
        return new(measured);
    }
}

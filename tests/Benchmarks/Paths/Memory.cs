using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Load;
using Benchmarks.Measuring;

namespace Benchmarks.Paths;

/// <summary>
/// The memory of each service: idle, a minute after its start, and under load, for five minutes or longer. StreamsService keeps windows for
/// only a minute here, not for an hour, because its memory would otherwise grow by design during the measurement.
/// </summary>
internal static class Memory
{
    private const int EventsPerSecond = 2_000;
    private const int Readings = 5;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(30);
    private static readonly string[] Names = ["ProducerApi", "SupplierWorker", "ConsumerWorker", "JsonService", "StreamsService"];

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        await using var services = Start(bench);
        await using var empty = new RunningProcesses(
            RunningProcess.Child(nameof(EmptyService), bench, Tracing.NoTelemetry), RunningProcess.Child(
                nameof(EmptyService), bench, Tracing.OnePercent));
        await services.ReadyAsync();
        await empty.ReadyAsync();
        bench.Report("  all are ready, and idle");
        var idle = await ObserveAsync(bench, services, Idle);
        var least = empty.ResidentMegabytes;

        return
        [
            IdleRow("empty service without Kafka and telemetry", least[0]),
            IdleRow("empty service without Kafka", least[1]),
            .. Names.Zip(idle, (service, series) => IdleRow(service, series.Last)),
            .. await LoadAsync(bench, services, minutes: 5),
        ];
    }

    /// <summary>Measures under load for 20 minutes, to see whether the memory stops growing.</summary>
    public static async Task<IReadOnlyList<Row>> SoakAsync(Bench bench)
    {
        await using var services = Start(bench);
        await services.ReadyAsync();
        return await LoadAsync(bench, services, minutes: 20);
    }

    private static async Task<IReadOnlyList<Row>> LoadAsync(Bench bench, RunningProcesses services, int minutes)
    {
        bench.Report($"  {EventsPerSecond:#,0} events/s");
        var length = TimeSpan.FromMinutes(minutes);
        using var batches = new EventBatches(services[0].Address, pages: 20, users: 1_000, bench);
        var publishing = batches.PublishAsync(EventsPerSecond, length);
        var observing = ObserveAsync(bench, services, length);
        await await Task.WhenAny(publishing, observing); // throws at once when the load fails
        await Task.WhenAll(publishing, observing);
        return [.. Names.Zip(await observing, (service, series) => LoadRow(service, series, minutes))];
    }

    private static RunningProcesses Start(Bench bench)
    {
        (string Name, string Value)[] shared =
        [
            ("Topics:page-events:Name", bench.Cluster.NewTopic(partitions: 4)),
            ("Topics:page-events-json:Name", bench.Cluster.NewTopic(partitions: 4)),
            ("Topics:page-statistics:Name", bench.Cluster.NewTopic(partitions: 4)),
            ("Statistics:Retention", "00:01:00"),
        ];
        return new([.. Names.Select(name => RunningProcess.Service(
            name, bench, Tracing.OnePercent, [.. shared, .. name is "ProducerApi" or "SupplierWorker" ? [] : Group()]))]);

        static (string, string)[] Group() => [("Kafka:Consumer:Group", Cluster.NewName("memory"))];
    }

    /// <summary>Samples the memory of each service until the time is over.</summary>
    private static async Task<IReadOnlyList<TimeSeries>> ObserveAsync(Bench bench, RunningProcesses services, TimeSpan length)
    {
        var allSeries = Names.Select(_ => new TimeSeries()).ToList();
        var (started, reports) = (bench.Time.GetTimestamp(), 0);
        using var timer = new PeriodicTimer(SampleInterval, bench.Time);
        do
        {
            await timer.WaitForNextTickAsync(bench.Stop);
            var at = bench.Time.GetElapsedTime(started);
            foreach (var (series, megabytes) in allSeries.Zip(services.ResidentMegabytes)) series.Add(at, megabytes);
            if (at < ReportInterval * (reports + 1)) continue;

            reports++;
            bench.Report(
                $"  {at:m\\:ss}: {string.Join(", ", Names.Zip(allSeries, (name, series) => $"{name} {Table.Format(series.Last)} MB"))}");
        }
        while (bench.Time.GetElapsedTime(started) < length);

        return allSeries;
    }

    private static Row IdleRow(string what, double megabytes) =>
        new("memory", $"{what}, idle after {Idle.TotalSeconds:0} s", new([megabytes]), "MB") { Target = new Target.Value(60, "MB") };

    private static Row LoadRow(string service, TimeSeries series, int minutes)
    {
        var readings = Enumerable.Range(1, Readings).Select(number =>
            number == Readings ? series.Last : series.At(TimeSpan.FromMinutes((double)minutes * number / Readings)));
        var megabytes = string.Join(", ", readings.Select(Table.Format));
        var steadyFrom = minutes * 2 / 5;
        var retention = service is "StreamsService" ? ", windows kept for 1 min" : "";
        var what = $"{service}, {EventsPerSecond:#,0} events/s{retention}: {megabytes} MB after {minutes / Readings} … {minutes} min; "
            + $"growth over the last {minutes - steadyFrom}";
        return new("memory", what, new([series.GrowthPerMinute(TimeSpan.FromMinutes(steadyFrom))]), "MB/min");
    }
}

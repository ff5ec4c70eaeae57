using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Parts;
using Benchmarks.Surroundings;

namespace Benchmarks.Paths;

/// <summary>
/// What each service holds in RAM: a minute after its start, and for five minutes under load. StreamsService keeps windows for an hour by
/// design; here it keeps them for a minute, so that what it holds can be seen to stay the same.
/// </summary>
internal static class Memory
{
    private const int EventsPerSecond = 2_000;
    private const int LoadMinutes = 5;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Load = TimeSpan.FromMinutes(LoadMinutes);
    private static readonly TimeSpan SettledAfter = TimeSpan.FromMinutes(LoadMinutes - 3);
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(30);
    private static readonly string[] Names = ["ProducerApi", "SupplierWorker", "ConsumerWorker", "JsonService", "StreamsService"];

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        await using var services = Start(bench);
        await using var empty = new RunningProcesses(
            RunningProcess.Part(nameof(EmptyService), bench, Tracing.NoTelemetry), RunningProcess.Part(nameof(EmptyService), bench, Tracing.OnePercent));
        await services.ReadyAsync();
        await empty.ReadyAsync();
        bench.Say("  all are ready, and idle");
        var idle = await ObserveAsync(bench, services, Idle);
        var least = empty.ResidentMegabytes;

        bench.Say($"  {EventsPerSecond:#,0} events/s");
        using var batches = new EventBatches(services[0].Address, pages: 20, users: 1_000, bench);
        var publishing = batches.PublishAsync(EventsPerSecond, Load);
        var observing = ObserveAsync(bench, services, Load);
        await await Task.WhenAny(publishing, observing); // when the load fails, it is of no use to wait
        await Task.WhenAll(publishing, observing);
        return
        [
            IdleRow("empty service without Kafka and telemetry", least[0]),
            IdleRow("empty service without Kafka", least[1]),
            .. Names.Zip(idle, (service, course) => IdleRow(service, course.Last)),
            .. Names.Zip(await observing, LoadRow),
        ];
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

    /// <summary>How the memory of each service goes for a time.</summary>
    private static async Task<IReadOnlyList<Course>> ObserveAsync(Bench bench, RunningProcesses services, TimeSpan length)
    {
        var courses = Names.Select(_ => new Course()).ToList();
        var (started, reports) = (bench.Time.GetTimestamp(), 0);
        using var timer = new PeriodicTimer(SampleInterval, bench.Time);
        do
        {
            await timer.WaitForNextTickAsync(bench.Stop);
            var at = bench.Time.GetElapsedTime(started);
            foreach (var (course, megabytes) in courses.Zip(services.ResidentMegabytes)) course.Add(at, megabytes);
            if (at < ReportInterval * (reports + 1)) continue;

            reports++;
            bench.Say($"  {at:m\\:ss}: {string.Join(", ", Names.Zip(courses, (name, course) => $"{name} {Table.Format(course.Last)} MB"))}");
        }
        while (bench.Time.GetElapsedTime(started) < length);

        return courses;
    }

    private static Row IdleRow(string what, double megabytes) =>
        new("memory", $"{what}, idle after {Idle.TotalSeconds:0} s", new([megabytes]), "MB") { Target = new Target.Value(60, "MB") };

    private static Row LoadRow(string service, Course course)
    {
        var minutes = Enumerable.Range(1, LoadMinutes).Select(minute => minute == LoadMinutes ? course.Last : course.At(TimeSpan.FromMinutes(minute)));
        var retention = service is "StreamsService" ? ", windows kept for 1 min" : "";
        return new(
            "memory",
            $"{service}, {EventsPerSecond:#,0} events/s{retention}: {string.Join(", ", minutes.Select(Table.Format))} MB after 1 … {LoadMinutes} min; growth over the last 3",
            new([course.GrowthPerMinute(SettledAfter)]),
            "MB/min");
    }
}

using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Measuring;

namespace Benchmarks.Paths;

/// <summary>Measures SinkService, and what it is compared with, each time with a new database.</summary>
internal sealed class Sinks(Bench bench, int records, Func<Task<TargetDatabase>> newDatabase)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private readonly List<double> _memoryAfterThird = [];
    private readonly List<double> _memoryAtEnd = [];

    /// <summary>The resident set of SinkService in MB, when it has written a third of the records.</summary>
    public Measurements MemoryAfterThird => new(_memoryAfterThird);

    /// <summary>The resident set of SinkService in MB, when it has written all records.</summary>
    public Measurements MemoryAtEnd => new(_memoryAtEnd);

    /// <summary>The baseline: a child program that writes the same rows from memory.</summary>
    public Candidate Bare(string what, string program) => new(what, async () =>
    {
        await using var database = await newDatabase();
        await using var process = RunningProcess.Child(
            program, bench, Tracing.NoTelemetry, [.. database.Settings, .. new Assignment { Records = records }.Settings]);
        return await process.ResultAsync(Timeout);
    });

    /// <summary>
    /// Measures a newly started SinkService over the second half of the records of a topic. One topic is given; the other is empty.
    /// </summary>
    public Candidate Service(string? events = null, string? statistics = null) => new("SinkService", async () =>
    {
        await using var database = await newDatabase();
        await using var service = RunningProcess.Service(
            "SinkService", bench, Tracing.OnePercent,
            [
                ("Topics:page-events-json:Name", events ?? bench.Cluster.NewTopic(partitions: 1)),
                ("Topics:page-statistics:Name", statistics ?? bench.Cluster.NewTopic(partitions: 1)),
                ("Kafka:Consumer:Group", Cluster.NewName("sink")),
                .. database.Settings,
            ]);
        var topic = (events ?? statistics)!;
        await WaitAsync(service, database, topic, records / 3);
        _memoryAfterThird.Add(service.ResidentMegabytes);
        var (from, first) = await WaitAsync(service, database, topic, records / 2);
        var (end, last) = await WaitAsync(service, database, topic, records);
        _memoryAtEnd.Add(service.ResidentMegabytes);
        return (end - from) / bench.Time.GetElapsedTime(first, last).TotalSeconds;
    });

    /// <summary>Waits until at least this number of records is stored.</summary>
    /// <returns>The number of stored records, and when it was read, as <see cref="TimeProvider.GetTimestamp"/>.</returns>
    private async Task<(long Stored, long At)> WaitAsync(RunningProcess service, TargetDatabase database, string topic, long count)
    {
        var (stored, at) = (0L, 0L);
        try
        {
            await bench.UntilAsync("the records are stored", IsStoredAsync, Timeout);
            return (stored, at);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Only {stored} of {count} records of {topic} are stored after {Timeout}. {service.RecentOutput()}");
        }

        async Task<bool> IsStoredAsync()
        {
            stored = await database.StoredAsync(topic);
            at = bench.Time.GetTimestamp();
            return stored >= count;
        }
    }
}

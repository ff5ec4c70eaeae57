using Benchmarks.HostEnvironment;
using Benchmarks.Measuring;

namespace Benchmarks.Paths;

/// <summary>The time from <c>dotnet run --project AppHost</c> until all services are healthy.</summary>
internal static class Start
{
    private const int MaxRounds = 3;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var seconds = new List<double>();
        for (var round = 1; round <= Math.Min(bench.Rounds, MaxRounds); round++)
        {
            var started = bench.Time.GetTimestamp();
            await using var application = RunningProcess.AppHost(bench);
            await application.LineAsync("All services are healthy", Timeout);
            seconds.Add(bench.Time.GetElapsedTime(started).TotalSeconds);
            bench.Report($"  start {round}: all healthy after {Table.Format(seconds[^1])} s");
        }

        var row = new Row("start", "dotnet run --no-build --project AppHost, until all is healthy", new(seconds), "s");
        return [row with { Target = new Target.Value(12, "s") }];
    }
}

using System.Globalization;
using Benchmarks.HostEnvironment;
using Benchmarks.Measuring;

namespace Benchmarks;

/// <summary>A benchmark.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="What">What it measures, and what it compares that with.</param>
/// <param name="RunAsync">Runs it and returns its rows of the table.</param>
internal sealed record Benchmark(string Name, string What, Func<Bench, Task<IReadOnlyList<Row>>> RunAsync);

/// <summary>The environment of a benchmark: cluster, telemetry receiver, number of rounds, clock.</summary>
internal sealed class Bench(Cluster cluster, TelemetrySink telemetry, int rounds, TimeProvider time, CancellationToken stop)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly long _started = time.GetTimestamp();

    public Cluster Cluster => cluster;

    public TelemetrySink Telemetry => telemetry;

    /// <summary>How many times each candidate is measured.</summary>
    public int Rounds => rounds;

    public TimeProvider Time => time;

    /// <summary>Is canceled when the user presses Ctrl-C.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Reports progress on standard error, so that standard output has only the result.</summary>
    public void Report(string text) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_started):mm\\:ss} {text}"));

    /// <summary>Returns the environment variables of a service: cluster, telemetry, and further settings.</summary>
    public Dictionary<string, string> Environment(Tracing tracing, params IEnumerable<(string Name, string Value)> settings)
    {
        var environment = new Dictionary<string, string>(cluster.ClientSettings);
        foreach (var (name, value) in telemetry.Environment(tracing).Concat(settings))
        {
            environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return environment;
    }

    /// <summary>Waits until a condition is true.</summary>
    /// <exception cref="TimeoutException">The condition is not true in time.</exception>
    public async Task UntilAsync(string what, Func<Task<bool>> holds, TimeSpan timeout)
    {
        var started = time.GetTimestamp();
        while (!await holds())
        {
            if (time.GetElapsedTime(started) > timeout) throw new TimeoutException($"After {timeout}, it is still not true that {what}.");
            await Task.Delay(PollInterval, time, stop);
        }
    }
}

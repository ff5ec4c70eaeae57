using System.Globalization;
using Benchmarks.HostEnvironment;
using Benchmarks.Measuring;

namespace Benchmarks;

/// <summary>One thing that can be measured by name.</summary>
/// <param name="Name">What to call it on the command line.</param>
/// <param name="What">What it measures, beside what.</param>
/// <param name="RunAsync">Measures.</param>
internal sealed record Benchmark(string Name, string What, Func<Bench, Task<IReadOnlyList<Row>>> RunAsync);

/// <summary>What a benchmark has around it.</summary>
internal sealed class Bench(Cluster cluster, TelemetrySink telemetry, int rounds, TimeProvider time, CancellationToken stop)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly long _started = time.GetTimestamp();

    public Cluster Cluster => cluster;

    public TelemetrySink Telemetry => telemetry;

    /// <summary>How often each candidate is measured.</summary>
    public int Rounds => rounds;

    public TimeProvider Time => time;

    /// <summary>Ends everything: somebody pressed Ctrl-C.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Shows how far it is, apart from the result.</summary>
    public void Say(string text) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_started):mm\\:ss} {text}"));

    /// <summary>What a service must know to run here.</summary>
    /// <param name="tracing">What it traces.</param>
    /// <param name="settings">What it must know besides.</param>
    public Dictionary<string, string> Environment(Tracing tracing, params IEnumerable<(string Name, string Value)> settings)
    {
        var environment = new Dictionary<string, string>(cluster.ForClients);
        foreach (var (name, value) in telemetry.Environment(tracing).Concat(settings)) environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return environment;
    }

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It does not hold in time.</exception>
    public async Task UntilAsync(string what, Func<Task<bool>> holds, TimeSpan timeout)
    {
        var started = time.GetTimestamp();
        while (!await holds())
        {
            if (time.GetElapsedTime(started) > timeout) throw new TimeoutException($"Waited {timeout} in vain: {what}.");
            await Task.Delay(PollInterval, time, stop);
        }
    }
}

using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Benchmarks.Baselines;
using Benchmarks.HostEnvironment;
using Benchmarks.Measuring;
using Confluent.Kafka;
using LocalProcesses;

namespace Benchmarks;

/// <summary><c>Benchmarks [--rounds n] name …</c></summary>
internal static class Invocation
{
    /// <summary>The first argument when the process is to run a child program.</summary>
    public const string Child = "--child";

    private const int DefaultRounds = 3;

    public static async Task<int> RunAsync(string[] args, IReadOnlyList<Benchmark> table, IReadOnlyList<Benchmark> others)
    {
        if (args is [Child, var program]) return await ChildProgram.RunAsync(program);
        if (Checkout.Configuration != "Release")
        {
            return Refuse($"Benchmarks need an optimised build, but this is a {Checkout.Configuration} build. Run them with -c Release.");
        }

        var rounds = DefaultRounds;
        var names = args.ToList();
        var option = names.IndexOf("--rounds");
        if (option >= 0 && (option + 1 == names.Count || !int.TryParse(names[option + 1], out rounds) || rounds < 1))
        {
            return Usage("--rounds needs a number of at least 1.", table, others);
        }

        if (option >= 0) names.RemoveRange(option, 2);

        var known = table.Concat(others).ToDictionary(benchmark => benchmark.Name);
        if (names.FirstOrDefault(name => name != "all" && !known.ContainsKey(name)) is { } unknown)
        {
            return Usage($"There is no benchmark '{unknown}'.", table, others);
        }

        if (names.Count == 0) return Usage("Name a benchmark.", table, others);

        return await RunAsync(names.SelectMany(name => name == "all" ? table : [known[name]]).Distinct().ToList(), rounds);
    }

    private static async Task<int> RunAsync(List<Benchmark> benchmarks, int rounds)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        await using var cluster = await Cluster.StartAsync(stop.Token);
        await using var telemetry = await TelemetrySink.StartAsync();
        var bench = new Bench(cluster, telemetry, rounds, TimeProvider.System, stop.Token);
        bench.Report($"{System.Environment.ProcessorCount} cores, .NET {System.Environment.Version}, {cluster.Description}");

        var started = bench.Time.GetTimestamp();
        var (rows, failed) = (new List<Row>(), 0);
        foreach (var benchmark in benchmarks)
        {
            bench.Report($"{benchmark.Name}: {benchmark.What}");
            try
            {
                rows.AddRange(await benchmark.RunAsync(bench));
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                break; // Ctrl-C also reaches the measured process, so it may have ended before this one
            }
            catch (Exception e) when (IsFailureOfMeasurement(e))
            {
                bench.Report($"{benchmark.Name} failed: {e.Message}");
                failed++;
            }
        }

        var minutes = bench.Time.GetElapsedTime(started).TotalMinutes.ToString("0.0", CultureInfo.InvariantCulture);
        bench.Report($"{(stop.IsCancellationRequested ? "stopped" : "done")}; it took {minutes} min");
        if (rows.Count > 0) Table.Print(rows);
        return failed > 0 || stop.IsCancellationRequested ? 1 : 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static bool IsFailureOfMeasurement(Exception e) => e
        is InvalidOperationException or TimeoutException or OperationCanceledException
        or HttpRequestException or IOException or SocketException or KafkaException or DbException;

    private static int Refuse(string error)
    {
        Console.Error.WriteLine(error);
        return 2;
    }

    private static int Usage(string error, IReadOnlyList<Benchmark> table, IReadOnlyList<Benchmark> others)
    {
        Console.Error.WriteLine(
            $"{error}\n\nUsage: dotnet run -c Release --project tests/Benchmarks -- [--rounds {DefaultRounds}] <name …|all>\n\nall:");
        foreach (var benchmark in table) Console.Error.WriteLine($"  {benchmark.Name,-16} {benchmark.What}");
        Console.Error.WriteLine("\nby name only:");
        foreach (var benchmark in others) Console.Error.WriteLine($"  {benchmark.Name,-16} {benchmark.What}");
        return 2;
    }
}

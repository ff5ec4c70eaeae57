using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Benchmarks.Measuring;
using Perfolizer.Horology;

namespace Benchmarks.Micro;

/// <summary>Benchmarks of single functions without I/O. BenchmarkDotNet prints the results.</summary>
internal static class MicroBenchmarks
{
    /// <summary>Runs in this process, because BenchmarkDotNet's default toolchain would build this project again, with AppHost.</summary>
    private static readonly Job Short = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationTime(
        TimeInterval.FromMilliseconds(200));

    private static readonly Type[] Classes =
        [typeof(JsonBenchmarks), typeof(TraceHeaderBenchmarks), typeof(WindowBenchmarks), typeof(ViewBenchmarks)];

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        await Task.Yield();
        foreach (var benchmarks in Classes)
        {
            bench.Stop.ThrowIfCancellationRequested();
            bench.Report($"  {benchmarks.Name}");
            var log = new AccumulationLogger();
            var summary = BenchmarkRunner.Run(benchmarks, Configuration(log));
            if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
            {
                throw new InvalidOperationException(log.GetLog());
            }

            MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Unicode);
        }

        return [];
    }

    private static IConfig Configuration(ILogger log) => ManualConfig.CreateEmpty()
        .AddJob(Short)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(log)
        .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "BenchmarkDotNet.Artifacts"));
}

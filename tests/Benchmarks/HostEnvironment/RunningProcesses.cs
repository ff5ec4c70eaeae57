namespace Benchmarks.HostEnvironment;

/// <summary>Processes that are measured and stopped together.</summary>
internal sealed class RunningProcesses(params IReadOnlyList<RunningProcess> processes) : IAsyncDisposable
{
    public RunningProcess this[int index] => processes[index];

    public int Count => processes.Count;

    /// <summary>The resident set size of each process in MB.</summary>
    public IReadOnlyList<double> ResidentMegabytes => [.. processes.Select(process => process.ResidentMegabytes)];

    /// <summary>The processor time that all processes have used together.</summary>
    public TimeSpan ProcessorTime => processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.ProcessorTime);

    /// <summary>Waits until all services are ready.</summary>
    public Task ReadyAsync() => Task.WhenAll(processes.Select(process => process.ReadyAsync()));

    public async ValueTask DisposeAsync() => await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
}

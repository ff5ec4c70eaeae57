using Benchmarks.Baselines;

namespace Benchmarks.Measuring;

/// <summary>
/// Measures the throughput of a process over the second half of its records. In the first half, the process joins its group and the runtime
/// compiles it. Prints <c>measured {records per second}</c> at the end.
/// </summary>
internal sealed class ThroughputMeter(int records, TimeProvider time)
{
    private readonly int _from = records / 2;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private long _started;

    /// <summary>Completes with the last record.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Counts a record. Not thread-safe.</summary>
    /// <returns>Whether it was the last record.</returns>
    public bool Pass()
    {
        _count++;
        if (_count == _from) _started = time.GetTimestamp();
        if (_count != records) return false;

        ChildProgram.Print((records - _from) / time.GetElapsedTime(_started).TotalSeconds);
        _ended.SetResult();
        return true;
    }
}

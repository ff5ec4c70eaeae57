using Benchmarks.Baselines;

namespace Benchmarks.Measuring;

/// <summary>
/// Measures how fast a process goes through a number of records, over the second half of them: in the first, it joins its group and
/// the runtime compiles it. Prints <c>measured {records per second}</c> at the end.
/// </summary>
internal sealed class ThroughputMeter(int records, TimeProvider time)
{
    private readonly int _from = records / 2;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private long _started;

    /// <summary>Ends with the last record.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes one record, on one thread.</summary>
    /// <returns>Whether it was the last.</returns>
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

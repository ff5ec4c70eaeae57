using System.Collections.Concurrent;

namespace Messaging.Reading;

/// <summary>The callers that wait until a partition has been read up to an offset.</summary>
internal sealed class OffsetWaits
{
    private readonly ConcurrentQueue<Wait> _added = [];
    private readonly List<Wait> _waits = []; // used by the reader's thread only
    private volatile int _generation;

    /// <summary>
    /// Increases each time when reading starts again. Offsets that were queried in an earlier generation mean nothing. Thread-safe.
    /// </summary>
    public int Generation => _generation;

    /// <summary>
    /// Returns a task that completes with true when all records before <paramref name="end"/> have been read, which includes that the
    /// partition is read at all. It completes with false when reading starts again before. Thread-safe.
    /// </summary>
    public Task<bool> Add(int partition, long end, int generation)
    {
        var wait = new Wait(partition, end, generation, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _added.Enqueue(wait);
        return wait.Reached.Task;
    }

    /// <summary>Completes the tasks whose offset has been reached. Only the reader's thread calls this.</summary>
    /// <param name="next">For each partition, the offset of the next record to read.</param>
    public void Complete(long[] next)
    {
        while (_added.TryDequeue(out var wait)) _waits.Add(wait);
        _waits.RemoveAll(wait => wait.Generation != _generation
            ? wait.Reached.TrySetResult(false)
            : wait.Partition < next.Length && next[wait.Partition] >= wait.End && wait.Reached.TrySetResult(true));
    }

    /// <summary>Reading starts again. The next call of <see cref="Complete"/> ends the waits of before.</summary>
    public void StartAgain() => _generation++;

    private sealed record Wait(int Partition, long End, int Generation, TaskCompletionSource<bool> Reached);
}

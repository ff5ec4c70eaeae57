using System.Collections.Concurrent;

namespace Messaging.Reading;

/// <summary>The callers that wait until a partition has been read up to an offset.</summary>
internal sealed class OffsetWaits
{
    private readonly ConcurrentQueue<Wait> _added = [];
    private readonly List<Wait> _waits = []; // used by the reader's thread only

    /// <summary>Returns a task that completes when all records before <paramref name="end"/> have been read. Thread-safe.</summary>
    public Task Add(int partition, long end)
    {
        var wait = new Wait(partition, end, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _added.Enqueue(wait);
        return wait.Reached.Task;
    }

    /// <summary>Completes the tasks whose offset has been reached. Only the reader's thread calls this.</summary>
    /// <param name="next">For each partition, the offset of the next record to read.</param>
    public void Complete(long[] next)
    {
        while (_added.TryDequeue(out var wait)) _waits.Add(wait);
        _waits.RemoveAll(wait => next[wait.Partition] >= wait.End && wait.Reached.TrySetResult());
    }

    private sealed record Wait(int Partition, long End, TaskCompletionSource Reached);
}

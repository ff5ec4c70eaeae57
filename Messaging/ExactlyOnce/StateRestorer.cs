using Confluent.Kafka;

namespace Messaging.ExactlyOnce;

/// <summary>
/// The partitions whose state is being restored. Their records can't be processed yet. When a state is complete, the consumer seeks to the
/// offset from which processing continues. Only the loop's thread uses this class.
/// </summary>
/// <param name="consumer">The loop's consumer, which has the partitions.</param>
/// <param name="restore">Restores a partition's state from its number and committed offset. Returns the next offset to process; null for the beginning.</param>
internal sealed class StateRestorer(IConsumer<byte[], byte[]> consumer, Func<int, long?, long?> restore)
{
    private readonly Dictionary<TopicPartition, Restoration> _running = [];

    public bool Any => _running.Count > 0;

    /// <summary>The numbers of these partitions.</summary>
    public IReadOnlyList<int> Partitions => [.. _running.Keys.Select(partition => partition.Partition.Value)];

    public bool Contains(int partition) => Any && _running.Keys.Any(running => running.Partition.Value == partition);

    /// <summary>Starts to restore a partition.</summary>
    /// <param name="partition">The partition to restore.</param>
    /// <param name="prepare">Runs in the background and completes when the state can be read. Returns the committed offset; null for none.</param>
    public void Begin(TopicPartition partition, Func<CancellationToken, Task<long?>> prepare)
    {
        Cancel(partition);
        var cancellation = new CancellationTokenSource();
        _running[partition] = new(Task.Run(() => prepare(cancellation.Token), CancellationToken.None), cancellation);
    }

    /// <summary>Stops restoring a partition, if that is in progress.</summary>
    public void Cancel(TopicPartition partition)
    {
        if (!_running.Remove(partition, out var restoration)) return;

        restoration.Cancellation.Cancel();
        restoration.Prepared.ContinueWith(static task => task.Exception, TaskScheduler.Default); // marks its exception as observed
    }

    /// <summary>Restores the partitions whose state can be read, seeks to their next offsets and resumes them.</summary>
    /// <returns>The restored partitions with their next offsets.</returns>
    /// <exception cref="Exception">A state can't be restored.</exception>
    public IReadOnlyList<TopicPartitionOffset> Finish()
    {
        var finished = _running.Where(running => TryFinish(running.Key, running.Value))
            .Select(running => new TopicPartitionOffset(running.Key, running.Value.From!.Value)).ToList();
        foreach (var from in finished)
        {
            _running.Remove(from.TopicPartition, out var restoration);
            restoration!.Cancellation.Dispose();
            consumer.Resume([from.TopicPartition]);
        }

        return finished;
    }

    private bool TryFinish(TopicPartition partition, Restoration restoration)
    {
        if (!restoration.Prepared.IsCompleted) return false;

        var committed = restoration.Prepared.GetAwaiter().GetResult();
        restoration.From ??= restore(partition.Partition.Value, committed) is { } next ? new Offset(next) : Offset.Beginning;
        try
        {
            consumer.Seek(new(partition, restoration.From.Value));
            return true;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_PrevInProgress)
        {
            return false; // the client has not started to fetch this partition yet; the next call retries
        }
    }

    private sealed record Restoration(Task<long?> Prepared, CancellationTokenSource Cancellation)
    {
        public Offset? From { get; set; }
    }
}

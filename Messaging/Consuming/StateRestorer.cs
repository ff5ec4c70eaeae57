using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>
/// The partitions whose state is being brought back. Their records are not wanted yet; once the state is there, the consumer is moved to
/// where it goes on. Belongs to the loop's thread.
/// </summary>
/// <param name="consumer">The consumer.</param>
/// <param name="restore">Brings back a partition's state, once it can be read, and says where to go on; null for the beginning.</param>
internal sealed class StateRestorer(IConsumer<byte[], byte[]> consumer, Func<int, long?, long?> restore)
{
    private readonly Dictionary<TopicPartition, Restoration> _running = [];

    public bool Any => _running.Count > 0;

    /// <summary>The partitions' numbers.</summary>
    public IReadOnlyList<int> Partitions => [.. _running.Keys.Select(partition => partition.Partition.Value)];

    public bool Contains(int partition) => Any && _running.Keys.Any(running => running.Partition.Value == partition);

    /// <summary>Begins with a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="prepare">Runs in the background until the state can be read; gives the offset that the group would go on from.</param>
    public void Begin(TopicPartition partition, Func<CancellationToken, Task<long?>> prepare)
    {
        Cancel(partition);
        var cancellation = new CancellationTokenSource();
        _running[partition] = new(Task.Run(() => prepare(cancellation.Token), CancellationToken.None), cancellation);
    }

    /// <summary>The partition is no longer wanted.</summary>
    public void Cancel(TopicPartition partition)
    {
        if (!_running.Remove(partition, out var restoration)) return;

        restoration.Cancellation.Cancel();
        restoration.Prepared.ContinueWith(static task => task.Exception, TaskScheduler.Default); // nobody asks any more what came of it
    }

    /// <summary>Lets the records of those partitions come whose state is there.</summary>
    /// <returns>These partitions, and where they go on.</returns>
    /// <exception cref="Exception">A state can't be brought back.</exception>
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
            return false; // the client has not begun with this partition: next time
        }
    }

    private sealed record Restoration(Task<long?> Prepared, CancellationTokenSource Cancellation)
    {
        public Offset? From { get; set; }
    }
}

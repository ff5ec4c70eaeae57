using Confluent.Kafka;

namespace ServiceDefaults.Messaging.Consuming;

/// <summary>
/// The partitions whose state is being brought back. Their records are not wanted yet; once the state is there, the consumer is moved to
/// where it goes on. Belongs to the loop's thread.
/// </summary>
internal sealed class Restorations(IConsumer<byte[], byte[]> consumer)
{
    private readonly Dictionary<TopicPartition, (Task<long?> Task, CancellationTokenSource Cancellation)> _running = [];

    public bool Any => _running.Count > 0;

    /// <summary>The partitions' numbers.</summary>
    public IReadOnlyList<int> Partitions => [.. _running.Keys.Select(partition => partition.Partition.Value)];

    public bool Contains(TopicPartition partition) => _running.ContainsKey(partition);

    /// <summary>Begins, in the background.</summary>
    public void Begin(TopicPartition partition, Func<CancellationToken, Task<long?>> restore)
    {
        Cancel(partition);
        var cancellation = new CancellationTokenSource();
        _running[partition] = (Task.Run(() => restore(cancellation.Token), CancellationToken.None), cancellation);
    }

    /// <summary>The partition is no longer wanted.</summary>
    public void Cancel(TopicPartition partition)
    {
        if (!_running.Remove(partition, out var restoration)) return;

        restoration.Cancellation.Cancel();
        restoration.Task.ContinueWith(static task => task.Exception, TaskScheduler.Default); // nobody asks any more what came of it
    }

    /// <summary>Lets the records of those partitions come whose state is there.</summary>
    /// <returns>These partitions, and where they go on.</returns>
    /// <exception cref="Exception">A state can't be brought back.</exception>
    public IReadOnlyList<TopicPartitionOffset> Finish()
    {
        var finished = new List<TopicPartitionOffset>();
        foreach (var (partition, restoration) in _running)
        {
            if (!restoration.Task.IsCompleted) continue;

            var next = restoration.Task.GetAwaiter().GetResult();
            var from = new TopicPartitionOffset(partition, next is { } offset ? new Offset(offset) : Offset.Beginning);
            if (TryMove(from)) finished.Add(from);
        }

        foreach (var from in finished)
        {
            _running.Remove(from.TopicPartition, out var restoration);
            restoration.Cancellation.Dispose();
            consumer.Resume([from.TopicPartition]);
        }

        return finished;
    }

    private bool TryMove(TopicPartitionOffset from)
    {
        try
        {
            consumer.Seek(from);
            return true;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State)
        {
            return false; // the client has not begun with this partition: next time
        }
    }
}

using Confluent.Kafka;
using Messaging.Telemetry;

namespace Messaging.Consuming;

/// <summary>What a consumer loop reports of itself. Written by the loop's thread, read by health checks and metrics.</summary>
internal sealed class ConsumerState(TimeProvider time) : ISubscriptionStatus
{
    private long _lastPoll = time.GetTimestamp();
    private long _lastProgress;
    private volatile IReadOnlyList<TopicPartition>? _assigned;
    private volatile IReadOnlyList<PartitionLag> _lag = [];
    private volatile IReadOnlyList<int> _restoring = [];
    private volatile string? _failure;

    /// <summary>The partitions this instance has; null while it is not yet a member of its group.</summary>
    public IReadOnlyList<TopicPartition>? Assigned { get => _assigned; set => _assigned = value; }

    /// <summary>The lag of each partition, a second old at most.</summary>
    public IReadOnlyList<PartitionLag> Lag { get => _lag; set => _lag = value; }

    /// <summary>The partitions whose state is being brought back.</summary>
    public IReadOnlyList<int> Restoring { get => _restoring; set => _restoring = value; }

    /// <summary>Why the loop ended; null while it runs.</summary>
    public string? Failure { get => _failure; set => _failure = value; }

    /// <summary>How long ago the loop last asked for records.</summary>
    public TimeSpan SincePoll => time.GetElapsedTime(Volatile.Read(ref _lastPoll));

    /// <summary>How long ago a record was done; null when none was.</summary>
    public TimeSpan? SinceProgress => Volatile.Read(ref _lastProgress) is var at and not 0 ? time.GetElapsedTime(at) : null;

    IReadOnlyList<PartitionStatus> ISubscriptionStatus.Partitions
    {
        get
        {
            var (restoring, lag) = (Restoring, Lag.ToDictionary(lag => lag.Partition));
            return
            [
                .. from partition in Assigned ?? []
                   let number = partition.Partition.Value
                   let known = lag.TryGetValue(number, out var position) ? position : (PartitionLag?)null
                   orderby number
                   select new PartitionStatus(number, !restoring.Contains(number), known?.Records, known?.Time ?? TimeSpan.Zero),
            ];
        }
    }

    /// <summary>The loop asks for records.</summary>
    /// <returns>The time of that, as <see cref="TimeProvider.GetTimestamp"/>.</returns>
    public long Polled()
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref _lastPoll, now);
        return now;
    }

    /// <summary>A record is done that the loop asked for at a time, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public void Progressed(long polled) => Volatile.Write(ref _lastProgress, polled);
}

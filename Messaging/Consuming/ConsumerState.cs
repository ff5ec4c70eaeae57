using Confluent.Kafka;
using Messaging.Telemetry;

namespace Messaging.Consuming;

/// <summary>The status of a consumer loop. Written by the loop's thread, read by health checks and metrics.</summary>
internal sealed class ConsumerState(TimeProvider time)
{
    private long _lastPoll = time.GetTimestamp();
    private long _lastProgress;
    private volatile IReadOnlyList<TopicPartition>? _assigned;
    private volatile IReadOnlyList<PartitionLag> _lag = [];
    private volatile IReadOnlyList<int> _restoring = [];
    private volatile string? _failure;

    /// <summary>The partitions that are assigned to this instance; null while it is not a member of its group.</summary>
    public IReadOnlyList<TopicPartition>? Assigned { get => _assigned; set => _assigned = value; }

    /// <summary>The lag of each partition, at most one second old.</summary>
    public IReadOnlyList<PartitionLag> Lag { get => _lag; set => _lag = value; }

    /// <summary>The partitions whose state is being restored.</summary>
    public IReadOnlyList<int> Restoring { get => _restoring; set => _restoring = value; }

    /// <summary>Why the cluster refuses the consumer.</summary>
    public ConsumerProblems Problems { get; } = new();

    /// <summary>Why the loop ended; null while it runs.</summary>
    public string? Failure { get => _failure; set => _failure = value; }

    /// <summary>The time since the loop last polled.</summary>
    public TimeSpan SincePoll => time.GetElapsedTime(Volatile.Read(ref _lastPoll));

    /// <summary>The time since the last record was processed; null when there was none.</summary>
    public TimeSpan? SinceProgress => Volatile.Read(ref _lastProgress) is var at and not 0 ? time.GetElapsedTime(at) : null;

    /// <summary>The loop is about to poll.</summary>
    /// <returns>The current time, as <see cref="TimeProvider.GetTimestamp"/>.</returns>
    public long Polled()
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref _lastPoll, now);
        return now;
    }

    /// <summary>
    /// A record is processed. Its time is that of the last poll, because reading the clock for each record would cost too much.
    /// </summary>
    public void Progressed() => Volatile.Write(ref _lastProgress, _lastPoll);
}

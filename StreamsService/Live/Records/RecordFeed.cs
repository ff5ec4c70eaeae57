using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Messaging.Reading;

namespace StreamsService.Live.Records;

/// <summary>The tail of one topic for all of its listeners. One consumer reads the topic, and each batch is serialized once.</summary>
internal sealed class RecordFeed(string topic, TimeProvider time)
{
    private const int FrameCapacity = 32;
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeartbeatAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan EndAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Broadcast<Frame> _frames = new(FrameCapacity);
    private readonly RecordBatches _batches = new(time);
    private readonly Queue<RecordResponse> _recent = [];
    private byte[]? _recentEvent;
    private long _recordsRead;
    private int _listeners;
    private long _lastLeave = time.GetTimestamp();
    private long _lastPublish = time.GetTimestamp();
    private bool _hasEnded;
    private volatile bool _isReading;

    /// <summary>Where a listener starts.</summary>
    /// <param name="Recent">An event with the latest records; null when there are none.</param>
    /// <param name="Next">The number of the first frame after them.</param>
    /// <param name="RecordsRead">How many records the feed had read before that frame.</param>
    public sealed record Start(byte[]? Recent, long Next, long RecordsRead);

    /// <summary>One event, and how many records the feed had read before and after it.</summary>
    private sealed record Frame(byte[] Event, long ReadBefore, long ReadAfter, bool IsLast);

    /// <summary>Adds a listener until <see cref="Leave"/> is called; returns null when the feed has ended.</summary>
    public Start? TryJoin()
    {
        lock (_lock)
        {
            if (_hasEnded) return null;

            _listeners++;
            if (_recent.Count > 0) _recentEvent ??= EventOf(new([.. _recent], Skipped: 0));
            return new(_recentEvent, _frames.Next, _recordsRead);
        }
    }

    /// <summary>Removes a listener.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _listeners--;
            _lastLeave = time.GetTimestamp();
        }
    }

    /// <summary>Yields the events for a listener until the feed ends.</summary>
    public async IAsyncEnumerable<byte[]> ReadAsync(Start start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (recent, next, recordsRead) = start;
        yield return ServerSentEvent.Opening;
        if (recent is not null) yield return recent;

        for (var isLast = false; !isLast;)
        {
            var (number, frame) = await _frames.ReadAsync(next, cancellationToken);
            var missed = frame.ReadBefore - recordsRead; // more than 0 if the listener was slow and frames were overwritten in the ring
            if (missed > 0) yield return EventOf(new([], Skipped: missed));
            yield return frame.Event;
            next = number + 1;
            recordsRead = frame.ReadAfter;
            isLast = frame.IsLast;
        }
    }

    /// <summary>Reads the topic until the feed has had no listener for <see cref="EndAfter"/>.</summary>
    /// <exception cref="KafkaException">The topic can't be read.</exception>
    /// <exception cref="TimeoutException">Nothing could be read within <see cref="StartTimeout"/>.</exception>
    public async Task RunAsync(ITopicTail tail, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var following = tail.FollowAsync(topic, RecordBatches.MaxRecords, Receive, ending.Token);
        var watching = WatchAsync(ending.Token);
        var first = await Task.WhenAny(following, watching);
        await ending.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    /// <summary>Ends the feed for all listeners with an <c>error</c> event.</summary>
    public void End(FeedError error)
    {
        lock (_lock)
        {
            _hasEnded = true;
            Publish(ServerSentEvent.Of(error, "error"), _recordsRead, isLast: true);
        }
    }

    private void Receive(ConsumeResult<byte[], byte[]>? record)
    {
        _isReading = true;
        if (_batches.Next(record) is not { } batch) return;

        var bytes = EventOf(batch);
        lock (_lock)
        {
            foreach (var added in batch.Records) _recent.Enqueue(added);
            while (_recent.Count > RecordBatches.MaxRecords) _recent.Dequeue();
            _recentEvent = null;
            Publish(bytes, _recordsRead + batch.Skipped + batch.Records.Count);
        }
    }

    /// <summary>Checks once a second, for all listeners, whether the start timed out, the feed can end, or a heartbeat is due.</summary>
    private async Task WatchAsync(CancellationToken ending)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        var started = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(ending))
        {
            var hasTimedOut = !_isReading && time.GetElapsedTime(started) >= StartTimeout;
            if (hasTimedOut)
            {
                throw new TimeoutException(
                    $"The topic {topic} could not be read in time: the Kafka cluster does not respond, or the topic does not exist.");
            }

            lock (_lock)
            {
                if (_listeners == 0 && time.GetElapsedTime(_lastLeave) >= EndAfter)
                {
                    _hasEnded = true;
                    return;
                }

                var isQuiet = time.GetElapsedTime(_lastPublish) >= HeartbeatAfter;
                if (isQuiet) Publish(ServerSentEvent.Of(new Heartbeat(time.GetUtcNow()), "heartbeat"), _recordsRead);
            }
        }
    }

    /// <summary>Publishes an event after which the feed has read this many records. The caller holds the lock.</summary>
    private void Publish(byte[] bytes, long recordsRead, bool isLast = false)
    {
        _frames.Publish(new(bytes, _recordsRead, recordsRead, isLast));
        _recordsRead = recordsRead;
        _lastPublish = time.GetTimestamp();
    }

    private static byte[] EventOf(RecordBatch batch) => ServerSentEvent.Of(batch, "records");
}

using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Messaging.Reading;

namespace StreamsService.Live.Records;

/// <summary>The tail of one topic for all of its listeners. One consumer reads the topic, and each batch is serialized once.</summary>
internal sealed class RecordFeed(string topic, TimeProvider time)
{
    private const int Kept = 32;
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeartbeatAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan EndAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Broadcast<Frame> _frames = new(Kept);
    private readonly RecordBatches _batches = new(time);
    private readonly Queue<RecordResponse> _recent = [];
    private byte[]? _recentEvent;
    private long _total;
    private int _listeners;
    private long _lastListener = time.GetTimestamp();
    private long _lastFrame = time.GetTimestamp();
    private bool _hasEnded;
    private volatile bool _isReading;

    /// <summary>Where a listener starts.</summary>
    /// <param name="Recent">An event with the latest records; null when there are none.</param>
    /// <param name="Next">The number of the first frame after them.</param>
    /// <param name="Seen">How many records the feed had read up to that frame.</param>
    public sealed record Start(byte[]? Recent, long Next, long Seen);

    private sealed record Frame(byte[] Event, long Before, long After, bool IsLast);

    /// <summary>Adds a listener until <see cref="Leave"/> is called; returns null when the feed has ended.</summary>
    public Start? TryJoin()
    {
        lock (_lock)
        {
            if (_hasEnded) return null;

            _listeners++;
            if (_recent.Count > 0) _recentEvent ??= EventOf(new([.. _recent], Skipped: 0));
            return new(_recentEvent, _frames.Next, _total);
        }
    }

    /// <summary>Removes a listener.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _listeners--;
            _lastListener = time.GetTimestamp();
        }
    }

    /// <summary>Yields the events for a listener until the feed ends.</summary>
    public async IAsyncEnumerable<byte[]> ReadAsync(Start start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (recent, next, seen) = start;
        yield return ServerSentEvent.Opening;
        if (recent is not null) yield return recent;

        for (var isLast = false; !isLast;)
        {
            var (number, frame) = await _frames.ReadAsync(next, cancellationToken);
            if (frame.Before > seen) yield return EventOf(new([], Skipped: frame.Before - seen)); // the listener was too slow for the ring
            yield return frame.Event;
            (next, seen, isLast) = (number + 1, frame.After, frame.IsLast);
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
            Publish(ServerSentEvent.Of(error, "error"), _total, isLast: true);
        }
    }

    private void Receive(ConsumeResult<byte[], byte[]>? record)
    {
        _isReading = true;
        if (_batches.Next(record) is not { } batch) return;

        var bytes = EventOf(batch);
        lock (_lock)
        {
            foreach (var response in batch.Records) _recent.Enqueue(response);
            while (_recent.Count > RecordBatches.MaxRecords) _recent.Dequeue();
            _recentEvent = null;
            Publish(bytes, _total + batch.Skipped + batch.Records.Count);
        }
    }

    /// <summary>Checks once a second, for all listeners, whether the start timed out, the feed can end, or a heartbeat is due.</summary>
    private async Task WatchAsync(CancellationToken ending)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        var started = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(ending))
        {
            var isLate = !_isReading && time.GetElapsedTime(started) >= StartTimeout;
            if (isLate)
            {
                throw new TimeoutException(
                    $"The topic {topic} could not be read in time: the Kafka cluster does not respond, or the topic does not exist.");
            }

            lock (_lock)
            {
                if (_listeners == 0 && time.GetElapsedTime(_lastListener) >= EndAfter)
                {
                    _hasEnded = true;
                    return;
                }

                var isQuiet = time.GetElapsedTime(_lastFrame) >= HeartbeatAfter;
                if (isQuiet) Publish(ServerSentEvent.Of(new Heartbeat(time.GetUtcNow()), "heartbeat"), _total);
            }
        }
    }

    private void Publish(byte[] bytes, long after, bool isLast = false)
    {
        _frames.Publish(new(bytes, _total, after, isLast));
        _total = after;
        _lastFrame = time.GetTimestamp();
    }

    private static byte[] EventOf(RecordBatch batch) => ServerSentEvent.Of(batch, "records");
}

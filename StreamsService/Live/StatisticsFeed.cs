using System.Runtime.CompilerServices;
using System.Threading.Channels;
using StreamsService.View;

namespace StreamsService.Live;

/// <summary>
/// Publishes every change of the statistics, and a summary each second. Each event is serialized once for all listeners. Each listener has
/// a position in the view. When a slow listener finds its next frame overwritten in the ring, it gets the changes since its position from
/// the view instead.
/// </summary>
internal sealed class StatisticsFeed(StatisticsView view, TimeProvider time) : BackgroundService
{
    private const int FrameCapacity = 64;
    private static readonly TimeSpan SnapshotDuration = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ViewWaitTimeout = TimeSpan.FromSeconds(2);

    private readonly Broadcast<Frame> _frames = new(FrameCapacity);
    private readonly Channel<bool> _changes =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PeriodicTimer _seconds = new(TimeSpan.FromSeconds(1), time);
    private ViewPosition _publishedPosition;
    private int _listeners;

    /// <summary>Events that are sent together. A frame with a position has all changes since the previous such frame.</summary>
    private sealed record Frame(IReadOnlyList<byte[]> Events, ViewPosition? Position);

    /// <summary>
    /// Signals that the view has changed. Returns at once; changes that arrive faster than they can be published are combined.
    /// </summary>
    public void Changed() => _changes.Writer.TryWrite(true);

    /// <summary>Yields the statistics of the last minutes, or the changes since a position, and after that each new change.</summary>
    public async IAsyncEnumerable<byte[]> ListenAsync(ViewPosition? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _listeners);
        try
        {
            yield return ServerSentEvent.Opening;
            if (since is { } clientPosition) await WaitForViewAsync(clientPosition, cancellationToken);

            // The next frame must be read before the view. A change in between is then in both, and no change is missed.
            var next = _frames.Next;
            var changes = since is null ? Snapshot() : view.ChangedSince(since.Value);
            while (true)
            {
                foreach (var bytes in WindowEvents.Of(changes)) yield return bytes;
                var position = changes.Position;
                changes = new([], position); // otherwise each listener keeps its first windows in memory while it is connected
                while (true)
                {
                    var (number, frame) = await _frames.ReadAsync(next, cancellationToken);
                    var isOverwritten = number != next;
                    if (isOverwritten) break;

                    next++;
                    if (frame.Position is { } framePosition && position.Covers(framePosition)) continue; // the client has these changes

                    foreach (var bytes in frame.Events) yield return bytes;
                    position = frame.Position ?? position;
                }

                next = _frames.Next;
                changes = view.ChangedSince(position);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _listeners);
        }
    }

    public override void Dispose()
    {
        _seconds.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(PublishChangesAsync(stoppingToken), PublishSummariesAsync(stoppingToken));

    private async Task PublishChangesAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _changes.Reader.ReadAllAsync(stoppingToken))
        {
            var position = view.Position;
            if (Volatile.Read(ref _listeners) == 0)
            {
                _publishedPosition = position; // a listener that joins now starts from the view, which has at least this position
                continue;
            }

            var changes = view.ChangedSince(_publishedPosition);
            _publishedPosition = changes.Position;
            if (changes.Windows.Count > 0) _frames.Publish(new([.. WindowEvents.Of(changes)], changes.Position));
        }
    }

    private async Task PublishSummariesAsync(CancellationToken stoppingToken)
    {
        while (await _seconds.WaitForNextTickAsync(stoppingToken))
        {
            if (Volatile.Read(ref _listeners) == 0) continue;

            var now = time.GetUtcNow();
            _frames.Publish(new([SummaryEvent.Of(view.Summarize(now), now)], Position: null));
        }
    }

    /// <summary>
    /// Waits, for a limited time, until the view has reached the client's position. A client that comes from another instance may be
    /// slightly ahead of this one, and must not receive older values than it already has.
    /// </summary>
    private async Task WaitForViewAsync(ViewPosition position, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var next = _frames.Next; !view.Position.Covers(position) && time.GetElapsedTime(started) < ViewWaitTimeout; next++)
        {
            (next, _) = await _frames.ReadAsync(next, cancellationToken);
        }
    }

    private Changes Snapshot()
    {
        var before = view.Position;
        var snapshot = view.Query(new() { From = time.GetUtcNow() - SnapshotDuration, Limit = int.MaxValue - 1 }).Items;

        // The view may have changed during the query. Add these changes, so that everything before the returned position is included.
        var (changes, position) = view.ChangedSince(before);
        return new([.. snapshot.Reverse(), .. changes], position);
    }
}

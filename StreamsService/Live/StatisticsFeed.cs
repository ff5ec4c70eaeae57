using System.Runtime.CompilerServices;
using System.Threading.Channels;
using StreamsService.View;

namespace StreamsService.Live;

/// <summary>
/// Every change of the statistics, and a summary each second: each made into bytes once for all listeners. A listener is somewhere
/// between two positions of the view; one that was too slow for the ring gets what changed since its own from the view.
/// </summary>
internal sealed class StatisticsFeed(StatisticsView view, TimeProvider time) : BackgroundService
{
    private const int Kept = 64;
    private static readonly TimeSpan SnapshotSpan = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ViewWaitTimeout = TimeSpan.FromSeconds(2);

    private readonly Broadcast<Frame> _frames = new(Kept);
    private readonly Channel<bool> _changes =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PeriodicTimer _seconds = new(TimeSpan.FromSeconds(1), time);
    private ViewPosition _published;
    private int _listeners;

    /// <summary>The events that go out together. With a position, they are all that changed up to there since the frame before.</summary>
    private sealed record Frame(IReadOnlyList<byte[]> Events, ViewPosition? Position);

    /// <summary>Says that the view has changed. Returns at once; changes that come faster than they can be told are told together.</summary>
    public void Changed() => _changes.Writer.TryWrite(true);

    /// <summary>The statistics of the last minutes, or what changed since a position, and from then on each change.</summary>
    public async IAsyncEnumerable<byte[]> ListenAsync(ViewPosition? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _listeners);
        try
        {
            yield return ServerSentEvent.Opening;
            if (since is { } ahead) await WaitForViewAsync(ahead, cancellationToken);

            // First the place in the ring, then the view: what changes in between is in both, and nothing in neither.
            var next = _frames.Next;
            var changes = since is { } known ? view.ChangedSince(known) : Snapshot();
            while (true)
            {
                foreach (var bytes in WindowEvents.Of(changes)) yield return bytes;
                var position = changes.Position;
                changes = new([], position); // or every listener would keep its first answer for as long as it listens
                while (true)
                {
                    var (number, frame) = await _frames.ReadAsync(next, cancellationToken);
                    if (number != next) break;

                    next++;
                    if (frame.Position is { } upTo && position.Covers(upTo)) continue;

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
                _published = position; // whoever comes now asks the view, which is at least there
                continue;
            }

            var changes = view.ChangedSince(_published);
            _published = changes.Position;
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

    /// <summary>A client may come from an instance that has read a moment further: what it has must not become older.</summary>
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
        var recent = view.Query(new() { From = time.GetUtcNow() - SnapshotSpan, Limit = int.MaxValue - 1 }).Items;

        // Once more what changed meanwhile: the position is that of a moment when all of it was there.
        var (meanwhile, position) = view.ChangedSince(before);
        return new([.. recent.Reverse(), .. meanwhile], position);
    }
}

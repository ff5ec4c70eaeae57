using System.Runtime.CompilerServices;
using StreamsService.Counting;
using StreamsService.View;

namespace StreamsService.Live;

/// <summary>Each second, how many events each page has in the window that it is now: worked out once for all listeners.</summary>
internal sealed class AnalyticsFeed(StatisticsView view, StatisticsOptions options, TimeProvider time) : BackgroundService
{
    private readonly TumblingWindows _windowing = new(options);
    private readonly PeriodicTimer _seconds = new(TimeSpan.FromSeconds(1), time);
    private readonly Broadcast<byte[]> _events = new(capacity: 1); // who is late wants the newest
    private int _listeners;

    /// <summary>The events from now on.</summary>
    public async IAsyncEnumerable<byte[]> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _listeners);
        try
        {
            var next = _events.Next;
            yield return ServerSentEvent.Opening;
            while (true)
            {
                var (number, bytes) = await _events.ReadAsync(next, cancellationToken);
                next = number + 1;
                yield return bytes;
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _seconds.WaitForNextTickAsync(stoppingToken))
        {
            if (Volatile.Read(ref _listeners) == 0) continue;

            var counts = view.CountsOf(_windowing.StartOf(time.GetUtcNow()));
            _events.Publish(ServerSentEvent.Of(new SortedDictionary<string, long>(counts.ToDictionary(), StringComparer.Ordinal)));
        }
    }
}

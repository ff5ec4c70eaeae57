using System.Runtime.CompilerServices;
using StreamsService.Counting;
using StreamsService.View;

namespace StreamsService.Live;

/// <summary>Publishes, once a second, the number of events of each page in the current window. Computed once for all listeners.</summary>
internal sealed class AnalyticsFeed(StatisticsView view, StatisticsOptions options, TimeProvider time) : BackgroundService
{
    private readonly TumblingWindows _windowing = new(options);
    private readonly PeriodicTimer _seconds = new(TimeSpan.FromSeconds(1), time);
    private readonly Broadcast<byte[]> _events = new(capacity: 1); // a listener that falls behind only needs the newest counts
    private int _listeners;

    /// <summary>Yields the events that are published from now on.</summary>
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

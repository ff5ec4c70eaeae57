using System.Net.ServerSentEvents;
using System.Text.Json;
using StreamsService;
using StreamsService.View;

namespace Benchmarks.Load;

/// <summary>Listens to <c>GET /statistics/stream</c> and records when each count of a page in a window arrived.</summary>
internal sealed class StatisticsUpdates : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<(string Page, DateTimeOffset Window), List<(long Count, long At)>> _updates = [];
    private readonly Task _reading;

    private StatisticsUpdates(Uri streamsService, TimeProvider time)
    {
        _time = time;
        _reading = ReadAsync(new(streamsService, "/statistics/stream"));
    }

    /// <summary>Opens the stream and waits for its first event.</summary>
    public static async Task<StatisticsUpdates> ListenAsync(Uri streamsService, Bench bench)
    {
        var updates = new StatisticsUpdates(streamsService, bench.Time);
        await await Task.WhenAny(updates._open.Task, updates._reading).WaitAsync(bench.Stop);
        return updates;
    }

    /// <summary>The total number of counted events, according to the updates so far.</summary>
    public long Counted
    {
        get
        {
            if (_reading.IsCompleted) throw new InvalidOperationException("The stream of statistics has ended.", _reading.Exception);
            lock (_updates) return _updates.Values.Sum(counts => counts[^1].Count);
        }
    }

    /// <summary>When the first update with at least this count arrived, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long ArrivalOf(string page, DateTimeOffset window, int count)
    {
        lock (_updates) return _updates[(page, window)].First(update => update.Count >= count).At;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _end.Dispose();
    }

    private async Task ReadAsync(Uri address)
    {
        await using var stream = await _http.GetStreamAsync(address, _end.Token);
        var parser = SseParser.Create(stream, (type, data) => (Arrived: _time.GetTimestamp(), Windows: WindowsIn(type, data)));
        await foreach (var item in parser.EnumerateAsync(_end.Token))
        {
            _open.TrySetResult();
            lock (_updates)
            {
                foreach (var window in item.Data.Windows) Add(window, item.Data.Arrived);
            }
        }
    }

    private static IReadOnlyList<PageWindow> WindowsIn(string type, ReadOnlySpan<byte> data) =>
        type == "windows" ? JsonSerializer.Deserialize<WindowsResponse>(data, ResponseJson.Options)!.Windows : [];

    private void Add(PageWindow window, long arrived)
    {
        var key = (window.Page, window.Window);
        if (!_updates.TryGetValue(key, out var counts)) _updates.Add(key, counts = []);
        counts.Add((window.Count, arrived));
    }
}

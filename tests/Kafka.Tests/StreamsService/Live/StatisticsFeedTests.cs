using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamsService.Live;
using StreamsService.View;

namespace Kafka.Tests.StreamsService.Live;

public sealed class StatisticsFeedTests : IAsyncLifetime
{
    private readonly OutputTopic _topic = new();
    private readonly StatisticsView _view = new(new());
    private readonly StatisticsFeed _feed;

    public StatisticsFeedTests() => _feed = new(_view, new FakeTimeProvider(PageEvents.Noon));

    public async ValueTask InitializeAsync() => await _feed.StartAsync(default);

    public async ValueTask DisposeAsync()
    {
        await _feed.StopAsync(default);
        _feed.Dispose();
    }

    [Fact]
    public async Task Two_thousand_listeners_share_the_bytes_of_each_change()
    {
        var listeners = Enumerable.Range(0, 2_000).Select(_ => _feed.ListenAsync(null, default).GetAsyncEnumerator()).ToList();
        foreach (var listener in listeners) await BeginAsync(listener);

        for (var change = 1; change <= 10; change++)
        {
            var next = listeners.Select(NextAsync).ToList();
            Read(_topic.Count("P1", 0, change));

            var received = await Task.WhenAll(next);
            Assert.Contains($"\"count\":{change},", Encoding.UTF8.GetString(received[0]), StringComparison.Ordinal);
            Assert.All(received, bytes => Assert.Same(received[0], bytes));
        }

        foreach (var listener in listeners) await listener.DisposeAsync();
    }

    [Fact]
    public async Task A_listener_that_does_not_read_keeps_no_events_in_memory()
    {
        await using var idle = _feed.ListenAsync(null, default).GetAsyncEnumerator();
        await BeginAsync(idle);
        await using var quick = _feed.ListenAsync(null, default).GetAsyncEnumerator();
        await BeginAsync(quick);

        var first = await ChangeAsync(quick, 1);
        for (var change = 2; change <= 100; change++) _ = await ChangeAsync(quick, change);

        GC.Collect();
        Assert.False(first.TryGetTarget(out _));
        Assert.Contains("\"count\":100,", Encoding.UTF8.GetString(await NextAsync(idle)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_does_not_keep_its_first_windows_in_memory()
    {
        Read(_topic.Count("P1", 0, 1));
        await using var listener = _feed.ListenAsync(null, default).GetAsyncEnumerator();
        await BeginAsync(listener);
        var first = FirstWindow();

        for (var change = 2; change <= 3; change++) _ = await ChangeAsync(listener, change);

        GC.Collect();
        Assert.False(first.TryGetTarget(out _));
    }

    [Fact]
    public async Task A_slow_listener_gets_the_changes_since_its_position_and_continues()
    {
        await using var slow = _feed.ListenAsync(null, default).GetAsyncEnumerator();
        await BeginAsync(slow);
        await using var quick = _feed.ListenAsync(null, default).GetAsyncEnumerator();
        await BeginAsync(quick);

        Read(_topic.Count("once", 0, 7));
        await NextAsync(quick);
        for (var change = 1; change <= 100; change++) await ChangeAsync(quick, change);

        var caughtUp = Encoding.UTF8.GetString(await NextAsync(slow));
        Assert.StartsWith("event: windows\nid: 101\n", caughtUp, StringComparison.Ordinal);
        Assert.Contains("\"once\"", caughtUp, StringComparison.Ordinal);
        Assert.Contains("\"count\":100,", caughtUp, StringComparison.Ordinal);

        var (next, quickNext) = (NextAsync(slow), NextAsync(quick));
        Read(_topic.Count("P1", 0, 101));
        Assert.Same(await quickNext, await next);
    }

    /// <summary>Reads the first frame and the first windows.</summary>
    private static async Task BeginAsync(IAsyncEnumerator<byte[]> listener)
    {
        Assert.Same(ServerSentEvent.Opening, await NextAsync(listener));
        await NextAsync(listener);
    }

    private static async Task<byte[]> NextAsync(IAsyncEnumerator<byte[]> listener)
    {
        Assert.True(await listener.MoveNextAsync().AsTask().WaitAsync(KafkaCluster.Timeout, TimeProvider.System));
        return listener.Current;
    }

    // Not inlined, so that no local variable of the test keeps the object alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference<byte[]>> ChangeAsync(IAsyncEnumerator<byte[]> listener, int change)
    {
        Read(_topic.Count("P1", 0, change));
        return new(await NextAsync(listener));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference<PageWindow> FirstWindow() => new(_view.Query(new()).Items[0]);

    private void Read(OutputTopic topic)
    {
        topic.ReadInto(_view);
        _feed.Changed();
    }
}

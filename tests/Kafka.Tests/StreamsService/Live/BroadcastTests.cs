using StreamsService.Live;

namespace Kafka.Tests.StreamsService.Live;

public sealed class BroadcastTests
{
    private readonly Broadcast<string> _broadcast = new(capacity: 3);

    [Fact]
    public async Task A_listener_reads_what_is_published_in_order()
    {
        var next = _broadcast.Next;
        _broadcast.Publish("a");
        _broadcast.Publish("b");

        Assert.Equal((0, "a"), await _broadcast.ReadAsync(next, default));
        Assert.Equal((1, "b"), await _broadcast.ReadAsync(next + 1, default));
    }

    [Fact]
    public async Task All_listeners_wait_for_the_same_item()
    {
        var waiting = Enumerable.Range(0, 100).Select(_ => _broadcast.ReadAsync(0, default).AsTask()).ToList();
        Assert.DoesNotContain(waiting, wait => wait.IsCompleted);
        var item = new string('a', 10);

        _broadcast.Publish(item);

        foreach (var (number, read) in await Task.WhenAll(waiting))
        {
            Assert.Equal(0, number);
            Assert.Same(item, read);
        }
    }

    [Fact]
    public async Task A_slow_listener_sees_from_the_number_that_items_were_overwritten()
    {
        foreach (var item in new[] { "a", "b", "c", "d", "e" }) _broadcast.Publish(item);

        Assert.Equal((2, "c"), await _broadcast.ReadAsync(0, default));
        Assert.Equal((2, "c"), await _broadcast.ReadAsync(2, default));
        Assert.Equal((4, "e"), await _broadcast.ReadAsync(4, default));
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var wait = _broadcast.ReadAsync(0, cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}

using Messaging;
using Messaging.Idempotency;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Messaging.Idempotency;

public sealed class RememberedKeysTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _time = new(PageEvents.Noon);
    private readonly RememberedKeys _keys;

    public RememberedKeysTests() => _keys = new(Window, _time);

    [Fact]
    public void A_key_is_remembered_for_the_window_and_then_forgotten()
    {
        _keys.Add(1, Published(0));

        _time.Advance(Window - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, _keys.Find(1)?.Receipt.Offset);
        Assert.Equal(TimeSpan.FromMilliseconds(1), _keys.NextExpiry);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(_keys.Find(1));
        Assert.Equal(0, _keys.Count);
    }

    [Fact]
    public void A_key_that_is_used_again_after_the_window_is_remembered_from_then_on()
    {
        _keys.Add(1, Published(0));
        _time.Advance(Window);
        _keys.Add(1, Published(1));
        _time.Advance(Window / 2);

        Assert.Equal(1, _keys.Find(1)?.Receipt.Offset);
        Assert.Equal(1, _keys.Count);
    }

    [Fact]
    public void A_key_that_had_expired_before_it_was_read_takes_no_memory()
    {
        _keys.Add(1, Published(0) with { PublishedAt = PageEvents.Noon - Window });

        Assert.Equal(0, _keys.Count);
    }

    [Fact]
    public void A_key_from_an_instance_whose_clock_is_ahead_does_not_keep_others_from_expiring()
    {
        _keys.Add(1, Published(0) with { PublishedAt = PageEvents.Noon + TimeSpan.FromMinutes(1) });
        _keys.Add(2, Published(1));
        _time.Advance(Window);

        Assert.NotNull(_keys.Find(1));
        Assert.Null(_keys.Find(2));
        Assert.Equal(1, _keys.Count);
        Assert.Equal(TimeSpan.FromMinutes(1), _keys.NextExpiry);
    }

    private RememberedKey Published(long offset) => new(7, new Receipt("t", 0, offset, PageEvents.Noon), _time.GetUtcNow());
}

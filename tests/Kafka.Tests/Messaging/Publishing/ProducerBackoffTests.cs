using Confluent.Kafka;
using Messaging.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Messaging.Publishing;

public sealed class ProducerBackoffTests
{
    private static readonly Error Broken = new(ErrorCode.InvalidTxnState);

    private readonly FakeTimeProvider _time = new();
    private readonly ProducerBackoff _backoff;

    public ProducerBackoffTests() => _backoff = new(_time, new Random(20260504));

    [Fact]
    public void The_delay_doubles_up_to_its_maximum()
    {
        for (var expected = ProducerBackoff.Shortest; expected < 20 * ProducerBackoff.Longest; expected *= 2)
        {
            var longest = expected < ProducerBackoff.Longest ? expected : ProducerBackoff.Longest;
            Assert.InRange(Fail(Broken), 0.75 * longest, longest);
        }
    }

    [Fact]
    public void Two_producers_with_the_same_id_fence_each_other_ever_more_seldom()
    {
        Assert.InRange(Fail(new(ErrorCode.Local_Fenced)), 0.75 * ProducerBackoff.ShortestWhenFenced, ProducerBackoff.ShortestWhenFenced);
        for (var i = 0; i < 10; i++)
        {
            _backoff.OnStarted();
            Fail(new(ErrorCode.Local_Fenced));
        }

        Assert.InRange(Fail(new(ErrorCode.Local_Fenced)), 0.75 * ProducerBackoff.Longest, ProducerBackoff.Longest);
    }

    [Fact]
    public void A_producer_that_has_lived_for_long_is_replaced_soon_again()
    {
        for (var i = 0; i < 10; i++) Fail(Broken);
        _backoff.OnStarted();
        _time.Advance(ProducerBackoff.ResetAfter);

        Assert.InRange(Fail(Broken), 0.75 * ProducerBackoff.Shortest, ProducerBackoff.Shortest);
    }

    private TimeSpan Fail(Error error)
    {
        _backoff.OnFailed();
        return _backoff.Next(error);
    }
}

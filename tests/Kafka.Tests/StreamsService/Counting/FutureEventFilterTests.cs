using Contracts;
using Microsoft.Extensions.Time.Testing;
using StreamsService.Counting;

namespace Kafka.Tests.StreamsService.Counting;

public sealed class FutureEventFilterTests
{
    private readonly FakeTimeProvider _time = new(PageEvents.Noon);
    private readonly FutureEventFilter _filter;

    public FutureEventFilterTests() => _filter = new(new() { FutureTolerance = TimeSpan.FromSeconds(5) }, _time);

    [Fact]
    public void An_event_may_be_as_far_ahead_of_the_clock_as_the_tolerance_allows()
    {
        _filter.Check(PageEvents.Noon.AddSeconds(5));

        Assert.Throws<InvalidRecordException>(() => _filter.Check(PageEvents.Noon.AddSeconds(5.001)));
        Assert.Throws<InvalidRecordException>(() => _filter.Check(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void The_limit_follows_the_clock()
    {
        _filter.Check(PageEvents.Noon);
        _time.Advance(TimeSpan.FromSeconds(1));

        _filter.Check(PageEvents.Noon.AddSeconds(6));
    }

    [Fact]
    public void The_error_says_how_far_the_event_is_ahead()
    {
        var exception = Assert.Throws<InvalidRecordException>(() => _filter.Check(PageEvents.Noon.AddHours(1)));

        Assert.Equal("date is 01:00:00 ahead of the clock, more than 00:00:05", exception.Message);
    }
}

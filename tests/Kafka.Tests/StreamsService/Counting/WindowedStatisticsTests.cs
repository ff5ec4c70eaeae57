using StreamsService.Changelog;
using StreamsService.Counting;
using StreamsService.Sketches;

namespace Kafka.Tests.StreamsService.Counting;

public sealed class WindowedStatisticsTests
{
    private readonly WindowedStatistics _statistics = new(3, Generators.Options, null, []);
    private long _offset;

    [Fact]
    public void A_page_is_counted_in_its_window()
    {
        Apply("P1", 1, 200, "U1");
        Apply("P1", 4.9, 300, "U2");
        Apply("P2", 5, 150, "U1");

        var partials = _statistics.PendingChanges().Select(change => change.Value).OfType<WindowPartial>().ToList();

        Assert.Equal(["P1", "P2"], partials.Select(partial => partial.Page));
        Assert.Equal([PageEvents.Noon, PageEvents.Noon.AddSeconds(5)], partials.Select(partial => partial.Window));
        Assert.Equal((3, 2, 500, 200, 300, 1), (partials[0].Partition, partials[0].Count, partials[0].Total, partials[0].Minimum, partials[0].Maximum, partials[0].Offset));
        Assert.Equal(2, UserSketch.Parse(partials[0].Users).Estimate());
    }

    [Theory]
    [InlineData(100, Outcome.TooShort)]
    [InlineData(101, Outcome.Counted)]
    [InlineData(long.MaxValue, Outcome.Counted)]
    internal void A_look_must_be_longer_than_the_minimum(long duration, Outcome outcome) => Assert.Equal(outcome, Apply("P1", 0, duration));

    [Fact]
    public void A_total_stays_at_its_greatest()
    {
        Apply("P1", 0, long.MaxValue);
        Apply("P1", 0, 200);

        Assert.Equal(long.MaxValue, Assert.IsType<WindowPartial>(_statistics.PendingChanges()[0].Value).Total);
    }

    [Fact]
    public void A_window_is_closed_when_stream_time_is_its_end_and_the_grace()
    {
        Apply("P1", 14.999);
        Assert.Equal(Outcome.Counted, Apply("P1", 4));

        Apply("P1", 15);
        Assert.Equal(Outcome.Late, Apply("P1", 4.999));
        Assert.Equal(Outcome.Counted, Apply("P1", 5));

        Assert.Equal(1, _statistics.Late);
        Assert.Equal(PageEvents.Noon.AddSeconds(15), _statistics.StreamTime);
    }

    [Fact]
    public void An_event_that_is_too_short_does_not_move_stream_time()
    {
        Apply("P1", 0);
        Apply("P1", 60, duration: 100);

        Assert.Equal(Outcome.Counted, Apply("P1", 1));
    }

    [Fact]
    public void Events_at_the_end_of_all_time_are_counted()
    {
        Assert.Equal(Outcome.Counted, _statistics.Apply(_offset++, DateTimeOffset.MaxValue, new("P1", "U1", DateTimeOffset.MaxValue, 200)));
        Assert.Equal(Outcome.Late, Apply("P1", 0));
    }

    [Fact]
    public void Nothing_is_known_at_first() => Assert.Equal((null, null, 0, 0), (_statistics.Next, _statistics.StreamTime, _statistics.Late, _statistics.OpenWindows));

    private Outcome Apply(string page, double second, long duration = 200, string user = "U1") =>
        _statistics.Apply(_offset++, PageEvents.Noon.AddSeconds(second), new(page, user, PageEvents.Noon, duration));
}

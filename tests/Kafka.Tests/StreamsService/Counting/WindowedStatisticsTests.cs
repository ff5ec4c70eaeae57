using Contracts;
using StreamsService.Counting;
using StreamsService.Sketches;

namespace Kafka.Tests.StreamsService.Counting;

public sealed class WindowedStatisticsTests
{
    private readonly WindowedStatistics _statistics = new(partition: 3, Generators.Options, progress: null, partials: []);
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
        var first = partials[0];
        Assert.Equal((3, 2, 500, 200, 300, 1), (first.Partition, first.Count, first.Total, first.Minimum, first.Maximum, first.Offset));
        Assert.Equal(2, UserSketchSerializer.Deserialize(first.Users).Estimate());
    }

    [Theory]
    [InlineData(100, Outcome.TooShort)]
    [InlineData(101, Outcome.Counted)]
    [InlineData(long.MaxValue, Outcome.Counted)]
    internal void An_event_must_be_longer_than_the_minimum(long duration, Outcome outcome) =>
        Assert.Equal(outcome, Apply("P1", 0, duration));

    [Fact]
    public void A_total_does_not_overflow()
    {
        Apply("P1", 0, long.MaxValue);
        Apply("P1", 0, 200);

        Assert.Equal(long.MaxValue, Assert.IsType<WindowPartial>(_statistics.PendingChanges()[0].Value).Total);
    }

    [Fact]
    public void A_window_closes_when_stream_time_is_its_end_plus_the_grace_period()
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
        var last = new PageEvent("P1", "U1", DateTimeOffset.MaxValue, 200);

        Assert.Equal(Outcome.Counted, _statistics.Apply(_offset++, last).Outcome);
        Assert.Equal(Outcome.Late, Apply("P1", 0));
    }

    [Fact]
    public void A_result_has_the_window_if_the_outcome_depends_on_it()
    {
        Assert.Equal(new(Outcome.Counted, PageEvents.Noon.AddSeconds(15)), Count(second: 17));
        Assert.Equal(new(Outcome.Late, PageEvents.Noon), Count(second: 4));
        Assert.Equal(new(Outcome.TooShort), Count(second: 17, duration: 1));

        _offset--;
        Assert.Equal(new(Outcome.Duplicate), Count(second: 17));
    }

    [Fact]
    public void A_new_partition_has_no_state() =>
        Assert.Equal((null, null, 0, 0), (_statistics.Next, _statistics.StreamTime, _statistics.Late, _statistics.OpenPages));

    private Outcome Apply(string page, double second, long duration = 200, string user = "U1") =>
        Count(second, duration, page, user).Outcome;

    private CountingResult Count(double second, long duration = 200, string page = "P1", string user = "U1") =>
        _statistics.Apply(_offset++, new(page, user, PageEvents.Noon.AddSeconds(second), duration));
}

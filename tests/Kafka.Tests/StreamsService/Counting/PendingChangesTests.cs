using Contracts;
using StreamsService.Counting;

namespace Kafka.Tests.StreamsService.Counting;

/// <summary>Tests what is written to the output topic, and what is restored from it.</summary>
public sealed class PendingChangesTests
{
    private static readonly PageEvent Event = new("P1", "U1", PageEvents.Noon, 200);

    private readonly WindowedStatistics _statistics = new(partition: 3, Generators.Options, progress: null, partials: []);
    private long _offset;

    [Fact]
    public void Progress_is_written_last_and_includes_events_that_are_too_short()
    {
        Apply("P1", 3);
        Apply("P1", 4, duration: 1);

        var changes = _statistics.PendingChanges();

        Assert.Equal(["2026-05-04T12:00:00.000Z P1", "progress"], changes.Select(change => change.Key));
        Assert.Equal(new PartitionProgress(3, 1, PageEvents.Noon.AddSeconds(3), 0), changes[1].Value);
    }

    [Fact]
    public void Only_changes_since_the_last_commit_are_written()
    {
        Apply("P1", 0);
        Apply("P2", 0);
        Assert.Equal(_statistics.PendingChanges().Select(change => change.Key), _statistics.PendingChanges().Select(change => change.Key));

        _statistics.MarkWritten();
        Assert.False(_statistics.HasChanges);
        Apply("P2", 1);

        Assert.True(_statistics.HasChanges);
        Assert.Equal(["2026-05-04T12:00:00.000Z P2", "progress"], _statistics.PendingChanges().Select(change => change.Key));
    }

    [Fact]
    public void Events_that_are_too_short_change_nothing()
    {
        Apply("P1", 0, duration: 1);

        Assert.False(_statistics.HasChanges);
        Assert.Empty(_statistics.PendingChanges());
    }

    [Fact]
    public void The_number_of_late_events_is_written()
    {
        Apply("P1", 60);
        _statistics.PendingChanges();
        _statistics.MarkWritten();
        Apply("P1", 0);

        Assert.Equal(new PartitionProgress(3, 1, PageEvents.Noon.AddSeconds(60), 1), Assert.Single(_statistics.PendingChanges()).Value);
    }

    [Fact]
    public void A_window_is_deleted_when_the_written_stream_time_is_past_its_retention()
    {
        Apply("P1", 0);
        Apply("P1", 20);
        _statistics.MarkWritten();
        Apply("P1", 35);
        Assert.DoesNotContain(_statistics.PendingChanges(), change => change.Value is null);

        _statistics.MarkWritten();
        Assert.True(_statistics.HasChanges);
        Assert.Equal([new("2026-05-04T12:00:00.000Z P1", null)], _statistics.PendingChanges());

        _statistics.MarkWritten();
        Assert.False(_statistics.HasChanges);
    }

    [Fact]
    public void Windows_are_kept_in_memory_until_they_are_closed_and_written()
    {
        Apply("P1", 0);
        Apply("P2", 0);
        Apply("P1", 15);
        Assert.Equal(3, _statistics.OpenPages);

        _statistics.MarkWritten();
        Assert.Equal(1, _statistics.OpenPages);
    }

    [Fact]
    public void Events_in_a_partial_that_is_ahead_of_the_progress_are_not_counted_again()
    {
        var ahead = ViewAssertions.Partial("P1", 0, offset: 12, count: 5);
        var progress = ViewAssertions.Progress(second: 3, offset: 10, late: 2);
        var restored = new WindowedStatistics(partition: 0, Generators.Options, progress, [ahead]);

        Assert.Equal((11, 2, PageEvents.Noon.AddSeconds(3)), (restored.Next, restored.Late, restored.StreamTime));
        for (var offset = 10; offset <= 12; offset++)
        {
            Assert.Equal(Outcome.Duplicate, restored.Apply(offset, Event).Outcome);
        }

        Assert.Equal(progress with { Offset = 12 }, Assert.Single(restored.PendingChanges()).Value);
        Assert.Equal(Outcome.Counted, restored.Apply(13, Event).Outcome);
        Assert.Equal(6, Assert.IsType<WindowPartial>(restored.PendingChanges()[0].Value).Count);
    }

    [Fact]
    public void A_closed_window_is_restored_without_its_statistics_and_deleted_in_time()
    {
        WindowPartial[] partials = [ViewAssertions.Partial("P1", 0), ViewAssertions.Partial("P1", 10), ViewAssertions.Partial("P1", 35)];
        var restored = new WindowedStatistics(partition: 0, Generators.Options, ViewAssertions.Progress(second: 40, offset: 10), partials);

        Assert.Equal(1, restored.OpenPages);
        Assert.Equal([new("2026-05-04T12:00:00.000Z P1", null)], restored.PendingChanges());
    }

    private void Apply(string page, double second, long duration = 200) =>
        _statistics.Apply(_offset++, Event with { Name = page, Date = PageEvents.Noon.AddSeconds(second), Duration = duration });
}

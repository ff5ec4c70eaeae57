using Contracts;
using StreamsService.View;
using static Kafka.Tests.StreamsService.ViewAssertions;

namespace Kafka.Tests.StreamsService.View;

public sealed class StatisticsViewTests
{
    private readonly StatisticsView _view = new(Generators.Options);

    [Fact]
    public void The_partials_of_all_partitions_are_merged()
    {
        _view.Reads(
            Partial("P1", 0, partition: 0, count: 3, users: ["U1", "U2"]),
            Partial("P1", 0, partition: 4, count: 1, users: ["U2", "U3"]) with { Minimum = 400, Maximum = 700 });

        var page = Assert.Single(_view.All());

        Assert.Equal(new("P1", PageEvents.Noon, Count: 4, Total: 4_000, Minimum: 400, Maximum: 2_000, Users: 3), page);
        Assert.Equal(1_000, page.Mean);
    }

    [Fact]
    public void The_partial_with_the_highest_source_offset_is_right()
    {
        _view.Reads(Partial("P1", 0, offset: 7, count: 3), Partial("P1", 0, offset: 6, count: 2));
        Assert.Equal(3, _view.All()[0].Count);

        _view.Reads(Partial("P1", 0, offset: 8, count: 4));
        Assert.Equal(4, _view.All()[0].Count);
    }

    [Fact]
    public void The_progress_with_the_highest_source_offset_is_right()
    {
        _view.Reads(Progress(20, offset: 7), Progress(60, offset: 6), Progress(30, partition: 2));

        Assert.Equal([Progress(20, offset: 7), Progress(30, partition: 2)], _view.Progress);
    }

    [Fact]
    public void A_higher_epoch_of_the_source_topic_is_right_whatever_its_offset()
    {
        _view.Reads(
            Partial("P1", 0, offset: 59, count: 60), Progress(20, offset: 59),
            Partial("P1", 0, offset: 4, count: 65) with { Epoch = 1 }, Progress(21, offset: 4) with { Epoch = 1 });

        _view.Reads(Partial("P1", 0, offset: 60, count: 61), Progress(22, offset: 60)); // of a former owner

        Assert.Equal(65, _view.All()[0].Count);
        Assert.Equal([Progress(21, offset: 4) with { Epoch = 1 }], _view.Progress);
    }

    [Fact]
    public void A_cleared_view_is_empty_and_returns_everything_for_the_positions_of_before()
    {
        _view.Reads(Partial("P1", 0), Partial("P2", 0), Progress(20));
        var before = _view.Position;

        _view.Clear();
        Assert.Empty(_view.All());
        _view.Reads(Partial("P3", 0));

        Assert.False(before.Covers(_view.Position));
        Assert.Equal(["P3"], _view.ChangedSince(before).Windows.Select(it => it.Page));
    }

    [Fact]
    public void Counting_is_restored_from_what_a_cleared_view_had_until_the_new_topic_has_it()
    {
        _view.Reads(Partial("P1", 0, offset: 7, count: 3), Progress(2, offset: 8));

        _view.Clear();
        var former = _view.Restore(0);
        _view.Reads(Partial("P1", 0, offset: 12, count: 5), Progress(3, offset: 12));
        var current = _view.Restore(0);

        Assert.Equal((true, 9, 1), (former.IsUnwritten, former.Next, former.OpenPages));
        Assert.Equal([("P1", 3L)], former.PendingChanges().Select(change => change.Value).OfType<WindowPartial>().Select(it => (it.Page, it.Count)));
        Assert.Equal((false, 13, 1), (current.IsUnwritten, current.Next, current.OpenPages));
        Assert.Empty(current.PendingChanges());
    }

    [Fact]
    public void A_record_that_was_applied_before_is_ignored()
    {
        _view.Reads(Partial("P1", 0));
        _view.Apply(0, 1, "2026-05-04T12:00:00.000Z P1", null);

        _view.Apply(0, 0, "2026-05-04T12:00:00.000Z P1", Partial("P1", 0));

        Assert.Empty(_view.All());
    }

    [Fact]
    public void A_window_expires_by_the_latest_stream_time_of_all_partitions()
    {
        _view.Reads(Partial("P1", 0), Partial("P1", 5), Progress(34.999, partition: 1));
        Assert.Equal(2, _view.All().Count);

        _view.Reads(Progress(35, partition: 1, offset: 1), Partial("P2", 0));
        Assert.Equal(["P1 5"], _view.All().Select(Text));
    }

    [Fact]
    public void A_partition_that_is_behind_continues_windows_that_are_expired_for_others()
    {
        _view.Reads(Partial("P1", 0, offset: 4, count: 5), Progress(3, offset: 4));
        _view.Reads(Progress(1_000, partition: 1));
        _view.Reads(Partial("P2", 0, offset: 5), Progress(3, offset: 5));

        var restored = _view.Restore(0);
        restored.Apply(6, new("P1", "U1", PageEvents.Noon, 200));

        Assert.Equal(2, restored.OpenPages);
        Assert.Equal(6, Assert.IsType<WindowPartial>(restored.PendingChanges()[0].Value).Count);
    }

    [Fact]
    public void A_tombstone_removes_a_page_from_its_own_partition_only()
    {
        _view.Reads(Partial("P1", 0), Partial("P1", 0, partition: 1, count: 7));

        _view.Apply(0, 1, "2026-05-04T12:00:00.000Z P1", null);
        Assert.Equal(7, Assert.Single(_view.All()).Count);

        _view.Apply(1, 1, "2026-05-04T12:00:00.000Z P1", null);
        Assert.Empty(_view.All());
        Assert.Empty(_view.ChangedSince(ViewPosition.Start).Windows);
    }

    [Fact]
    public void Invalid_records_are_reported_and_ignored()
    {
        Assert.False(_view.Apply(0, 0, "something else", null));
        Assert.False(_view.Apply(0, 1, "something else", Partial("P1", 0)));
        Assert.False(_view.Apply(0, 2, StatisticsKey.Of(Partial("P1", 0)), Partial("P1", 0) with { Users = [9] }));
        Assert.False(_view.Apply(0, 3, StatisticsKey.Of(Partial("P1", 0)), Partial("P1", 0, partition: 1)));
        Assert.False(_view.Apply(0, 4, StatisticsKey.Of(Partial("P1", 0)), Partial("P1", 0, count: 0)));
        Assert.False(_view.Apply(0, 5, "progress", Progress(0, partition: 1)));

        Assert.Empty(_view.All());
        Assert.Empty(_view.Progress);
        Assert.Equal("6", _view.Position.ToString());
    }

    [Fact]
    public async Task Many_threads_query_while_one_applies()
    {
        const int Windows = 2_000;
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < Windows; i++) _view.Reads(Partial($"P{i % 7}", i, offset: i), Progress(i, offset: i));
        });
        var querying = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var position = ViewPosition.Start;
            while (!writing.IsCompleted)
            {
                (var changed, position) = _view.ChangedSince(position);
                Assert.Equal(changed.OrderBy(window => window.Window), changed);
                Assert.True(_view.All().Count <= 37);
                Assert.NotNull(_view.Summarize(PageEvents.Noon));
                Assert.NotNull(_view.Restore(0));
                Assert.NotNull(_view.CountsOf(PageEvents.Noon));
            }
        }));

        await Task.WhenAll([writing, .. querying]);
        Assert.Equal($"{2 * Windows}", _view.Position.ToString());
    }
}

using Contracts;
using StreamsService.Changelog;
using StreamsService.Counting;

namespace Kafka.Tests.StreamsService.Counting;

/// <summary>Counting continues with a source topic that was deleted and created again, and has another id.</summary>
public sealed class RecreatedSourceTests
{
    private readonly OutputLog _log = new();

    [Fact]
    public void Events_of_the_new_topic_are_added_to_open_windows_from_the_beginning()
    {
        Count("A", offsets: [0, 1, 2]);

        var again = Restore("B");
        Assert.True(again.IsNewTopic);
        Assert.Null(again.Next);
        Assert.Equal(Outcome.Counted, Apply(again, 0));
        Flush(again);

        Assert.Equal(4, Total());
        Assert.Equal(new(1, 0), Restore("B").Position());
    }

    [Fact]
    public void The_new_epoch_is_written_before_the_first_event()
    {
        Count("A", offsets: [0, 1, 2]);

        Flush(Restore("B"));

        var again = Restore("B");
        Assert.False(again.IsNewTopic);
        Assert.Equal(0, again.Next);
    }

    [Fact]
    public void A_partly_written_flush_in_the_new_topic_counts_no_event_twice()
    {
        Count("A", offsets: [0, 1, 2]);
        var killed = Restore("B");
        Flush(killed);
        Apply(killed, 0);
        _log.Append(0, killed.PendingChanges()[0]); // the partial, and not the progress

        Count("B", offsets: [0, 1]);

        Assert.Equal(5, Total());
    }

    [Fact]
    public void Statistics_of_before_ids_were_known_and_clusters_without_ids_continue()
    {
        Count(topicId: null, offsets: [0, 1, 2]);

        Assert.Equal(3, Restore("A").Next);
        Count("A", offsets: [3]);
        Assert.Equal(4, Restore(topicId: null).Next);
        Assert.True(Restore("B").IsNewTopic);
    }

    [Fact]
    public void Compaction_keeps_the_epoch()
    {
        Count("A", offsets: [0, 1, 2]);
        Count("B", offsets: [0]);

        _log.Compact();

        Assert.Equal(4, Total());
        Assert.Equal(new(1, 0), Restore("B").Position());
    }

    [Fact]
    public void Open_windows_and_progress_can_be_written_again_to_a_new_output_topic()
    {
        var running = Restore("A");
        foreach (var offset in new[] { 0, 1, 2 }) Apply(running, offset);
        Flush(running);
        Assert.Empty(running.PendingChanges());

        running.WriteAgain();

        Assert.Equal(["2026-05-04T12:00:00.000Z P1", "progress"], running.PendingChanges().Select(change => change.Key));
    }

    private WindowedStatistics Restore(string? topicId) => _log.Read(Generators.Options).Restore(0, topicId);

    private long Total() => _log.Read(Generators.Options).All().Sum(window => window.Count);

    private void Count(string? topicId, params IEnumerable<long> offsets)
    {
        var statistics = Restore(topicId);
        foreach (var offset in offsets) Apply(statistics, offset);
        Flush(statistics);
    }

    private static Outcome Apply(WindowedStatistics statistics, long offset) =>
        statistics.Apply(offset, new PageEvent("P1", "U1", PageEvents.Noon, 1_000)).Outcome;

    private void Flush(WindowedStatistics statistics)
    {
        foreach (var change in statistics.PendingChanges()) _log.Append(0, change);
        statistics.MarkWritten();
    }
}

internal static class WrittenPosition
{
    /// <summary>The position that the next progress would have.</summary>
    public static SourcePosition Position(this WindowedStatistics statistics)
    {
        statistics.WriteAgain();
        return Assert.IsType<PartitionProgress>(statistics.PendingChanges()[^1].Value).Position;
    }
}

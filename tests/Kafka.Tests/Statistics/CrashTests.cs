using Contracts;
using CsCheck;
using StreamsService.Statistics;

namespace Kafka.Tests.Statistics;

/// <summary>What must hold when processes die, write what they should not, and forget what they committed.</summary>
public sealed class CrashTests
{
    private enum Turn
    {
        GoOn,
        Flush,
        Die,
        Compact,
    }

    /// <summary>What happens after some events; a process that dies leaves a number of a flush's records, and its successor is behind.</summary>
    private static readonly Gen<(int Events, Turn Then, int Records, int Behind)[]> Life =
        Gen.Select(Gen.Int[0, 8], Gen.Enum<Turn>(), Gen.Int[0, 8], Gen.Int[0, 60]).Array[0, 30];

    [Fact]
    public void No_crash_loses_or_doubles_an_event() =>
        Gen.Select(Generated.Source, Life).Sample((source, life) => new NaiveStatistics(Generated.Options, source).AssertSameAs(Lived(source, life)), iter: 300);

    [Fact]
    public void A_window_is_answered_for_until_stream_time_is_past_its_retention_whatever_was_written_of_a_flush() =>
        Gen.Select(Generated.Source, Life).Sample((source, life) =>
        {
            var log = Lived(source, [.. life.Where(turn => turn.Then != Turn.Compact)]);
            var view = new StatisticsView(Generated.Options);
            IReadOnlyList<PageWindow> known = [];
            for (var position = view.Position; ; position = view.Position)
            {
                log.ReadInto(view, records: 1);
                if (view.Position == position) break;

                var streamTime = view.Progress.Count == 0 ? DateTimeOffset.MinValue : view.Progress[0].StreamTime;
                var answered = view.All().Where(window => !Generated.Options.IsPast(window.Window, streamTime)).ToList();
                Assert.Equal(view.All(), answered);
                Assert.Empty(known.Where(window => !Generated.Options.IsPast(window.Window, streamTime)).Select(Asking.Text).Except(answered.Select(Asking.Text)));
                known = answered;
            }
        });

    [Fact]
    public void A_former_owner_that_writes_after_the_new_one_changes_nothing() =>
        Gen.Select(Generated.Source, Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 60], Gen.Int[0, 8]).Sample((source, flushed, stale, counted, records) =>
        {
            var log = new OutputLog();
            var former = new Owner(0, source, log, Generated.Options);
            former.Count(flushed);
            former.Flush();
            former.Count(stale);

            var owner = new Owner(0, source, log, Generated.Options);
            owner.Count(flushed + stale + counted);
            owner.Flush();
            var view = log.Read(Generated.Options);
            var (windows, progress) = (view.All(), view.Progress);

            former.WriteOnly(records);
            log.ReadInto(view);

            Assert.Equal(windows, view.All());
            Assert.Equal(progress, view.Progress);
        }, iter: 300);

    [Fact]
    public void Owners_that_do_not_know_of_each_other_come_to_the_right_answer() =>
        Gen.Select(Generated.Source, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 8]).Array[0, 30]).Sample((source, turns) =>
        {
            var log = new OutputLog();
            var owners = Enumerable.Range(0, 3).Select(_ => new Owner(0, source, log, Generated.Options)).ToList();
            foreach (var (owner, events) in turns)
            {
                owners[owner].Count(events);
                owners[owner].Flush();
            }

            owners[0].Finish();
            Assert.Equal(new NaiveStatistics(Generated.Options, source).Windows, log.Read(Generated.Options).All());
        }, iter: 300);

    [Fact]
    public void Compaction_changes_nothing_for_who_reads_from_the_start_and_who_goes_on_reading() =>
        Gen.Select(Generated.Sources, Gen.Int[1, 10], Gen.Int[0, 20]).Sample((sources, batch, read) =>
        {
            var log = new OutputLog();
            foreach (var (partition, source) in sources.Index()) new Owner(partition, source, log, Generated.Options).Finish(batch);
            var (before, reading) = (log.Read(Generated.Options), new StatisticsView(Generated.Options));
            log.ReadInto(reading, read);

            log.Compact();
            log.ReadInto(reading);

            Assert.All([log.Read(Generated.Options), reading], view =>
            {
                Assert.Equal(before.All(), view.All());
                Assert.Equal(before.Progress, view.Progress);
            });
        });

    /// <summary>The output topic after all of that, with everything counted in the end.</summary>
    private static OutputLog Lived(PageEvent[] source, (int Events, Turn Then, int Records, int Behind)[] life)
    {
        var log = new OutputLog();
        var owner = new Owner(0, source, log, Generated.Options);
        foreach (var (events, then, records, behind) in life)
        {
            owner.Count(events);
            if (then == Turn.Flush) owner.Flush();
            if (then == Turn.Die) owner.WriteOnly(records);
            if (then == Turn.Compact) log.Compact();
            if (then == Turn.Die) owner = new(0, source, log, Generated.Options, behind);
        }

        owner.Finish();
        return log;
    }
}

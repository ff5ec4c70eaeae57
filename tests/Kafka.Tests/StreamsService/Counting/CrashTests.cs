using Contracts;
using CsCheck;
using StreamsService.View;

namespace Kafka.Tests.StreamsService.Counting;

/// <summary>Properties that must hold when processes are killed, write only a part of a flush, and restart from an older committed offset.</summary>
public sealed class CrashTests
{
    private enum Step
    {
        GoOn,
        Flush,
        Crash,
        Compact,
    }

    /// <summary>
    /// A series of steps: each counts some events, and then flushes, crashes, compacts the topic or does nothing. A crash writes only the first
    /// records of a flush, and the next process starts at an older offset.
    /// </summary>
    private static readonly Gen<(int Events, Step Then, int Records, int Behind)[]> Life =
        Gen.Select(Gen.Int[0, 8], Gen.Enum<Step>(), Gen.Int[0, 8], Gen.Int[0, 60]).Array[0, 30];

    [Fact]
    public void No_crash_loses_or_doubles_an_event() =>
        Gen.Select(Generators.Source, Life).Sample((source, life) => new NaiveStatistics(Generators.Options, source).AssertSameAs(Run(source, life)), iter: 300);

    [Fact]
    public void A_window_is_answered_for_until_it_expires_whatever_was_written_of_a_flush() =>
        Gen.Select(Generators.Source, Life).Sample((source, life) =>
        {
            var log = Run(source, [.. life.Where(step => step.Then != Step.Compact)]);
            var view = new StatisticsView(Generators.Options);
            IReadOnlyList<PageWindow> known = [];
            for (var position = view.Position; ; position = view.Position)
            {
                log.ReadInto(view, records: 1);
                if (view.Position == position) break;

                var streamTime = view.Progress.Count == 0 ? DateTimeOffset.MinValue : view.Progress[0].StreamTime;
                var answered = view.All().Where(window => !Generators.Windowing.IsExpired(window.Window, streamTime)).ToList();
                Assert.Equal(view.All(), answered);
                Assert.Empty(known.Where(window => !Generators.Windowing.IsExpired(window.Window, streamTime)).Select(ViewAssertions.Text).Except(answered.Select(ViewAssertions.Text)));
                known = answered;
            }
        });

    [Fact]
    public void A_former_owner_that_writes_after_the_new_one_changes_nothing() =>
        Gen.Select(Generators.Source, Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 60], Gen.Int[0, 8]).Sample((source, flushed, stale, counted, records) =>
        {
            var log = new OutputLog();
            var former = new SimulatedInstance(0, source, log, Generators.Options);
            former.Count(flushed);
            former.Flush();
            former.Count(stale);

            var owner = new SimulatedInstance(0, source, log, Generators.Options);
            owner.Count(flushed + stale + counted);
            owner.Flush();
            var view = log.Read(Generators.Options);
            var (windows, progress) = (view.All(), view.Progress);

            former.WriteOnly(records);
            log.ReadInto(view);

            Assert.Equal(windows, view.All());
            Assert.Equal(progress, view.Progress);
        }, iter: 300);

    [Fact]
    public void Owners_that_do_not_know_of_each_other_come_to_the_right_answer() =>
        Gen.Select(Generators.Source, Gen.Select(Gen.Int[0, 2], Gen.Int[0, 8]).Array[0, 30]).Sample((source, steps) =>
        {
            var log = new OutputLog();
            var owners = Enumerable.Range(0, 3).Select(_ => new SimulatedInstance(0, source, log, Generators.Options)).ToList();
            foreach (var (owner, events) in steps)
            {
                owners[owner].Count(events);
                owners[owner].Flush();
            }

            owners[0].Finish();
            Assert.Equal(new NaiveStatistics(Generators.Options, source).Windows, log.Read(Generators.Options).All());
        }, iter: 300);

    [Fact]
    public void Compaction_changes_nothing_for_new_readers_and_for_those_that_read_on() =>
        Gen.Select(Generators.Sources, Gen.Int[1, 10], Gen.Int[0, 20]).Sample((sources, batch, read) =>
        {
            var log = new OutputLog();
            foreach (var (partition, source) in sources.Index()) new SimulatedInstance(partition, source, log, Generators.Options).Finish(batch);
            var (before, reading) = (log.Read(Generators.Options), new StatisticsView(Generators.Options));
            log.ReadInto(reading, read);

            log.Compact();
            log.ReadInto(reading);

            Assert.All([log.Read(Generators.Options), reading], view =>
            {
                Assert.Equal(before.All(), view.All());
                Assert.Equal(before.Progress, view.Progress);
            });
        });

    /// <summary>Runs all steps, counts the remaining events, and returns the output topic.</summary>
    private static OutputLog Run(PageEvent[] source, (int Events, Step Then, int Records, int Behind)[] life)
    {
        var log = new OutputLog();
        var owner = new SimulatedInstance(0, source, log, Generators.Options);
        foreach (var (events, then, records, behind) in life)
        {
            owner.Count(events);
            if (then == Step.Flush) owner.Flush();
            if (then == Step.Crash) owner.WriteOnly(records);
            if (then == Step.Compact) log.Compact();
            if (then == Step.Crash) owner = new(0, source, log, Generators.Options, behind);
        }

        owner.Finish();
        return log;
    }
}

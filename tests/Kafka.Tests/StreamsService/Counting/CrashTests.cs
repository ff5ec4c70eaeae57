using Contracts;
using CsCheck;
using StreamsService.View;

namespace Kafka.Tests.StreamsService.Counting;

/// <summary>
/// Properties that must hold when processes are killed, write only a part of a flush, and restart from an older committed offset.
/// </summary>
public sealed class CrashTests
{
    private enum Step
    {
        None,
        Flush,
        Crash,
        Compact,
    }

    /// <summary>
    /// A series of steps: each counts some events, and then flushes, crashes, compacts the topic or does nothing. A crash writes only the
    /// first records of a flush, and the next process starts at an older offset.
    /// </summary>
    private static readonly Gen<(int Events, Step Then, int Records, int Behind)[]> Steps =
        Gen.Select(Gen.Int[0, 8], Gen.Enum<Step>(), Gen.Int[0, 8], Gen.Int[0, 60]).Array[0, 30];

    [Fact]
    public void No_crash_loses_or_doubles_an_event() =>
        Gen.Select(Generators.Source, Steps).Sample(
            (source, steps) => new NaiveStatistics(Generators.Options, source).AssertSameAs(Run(source, steps)), iter: 300);

    [Fact]
    public void Queries_return_a_window_until_it_expires_even_after_a_partial_flush() =>
        Gen.Select(Generators.Source, Steps).Sample((source, steps) =>
        {
            var log = Run(source, [.. steps.Where(step => step.Then != Step.Compact)]);
            var view = new StatisticsView(Generators.Options);
            IReadOnlyList<PageWindow> earlier = [];
            for (var position = view.Position; ; position = view.Position)
            {
                log.ReadInto(view, records: 1);
                if (view.Position == position) break;

                var streamTime = view.Progress.Count == 0 ? DateTimeOffset.MinValue : view.Progress[0].StreamTime;
                var current = view.All();
                Assert.DoesNotContain(current, IsExpired);
                var expected = earlier.Where(window => !IsExpired(window));
                Assert.Empty(expected.Select(ViewAssertions.Text).Except(current.Select(ViewAssertions.Text)));
                earlier = current;

                bool IsExpired(PageWindow window) => Generators.Windowing.IsExpired(window.Window, streamTime);
            }
        });

    [Fact]
    public void A_previous_owner_that_still_writes_changes_nothing() =>
        Gen.Select(Generators.Source, Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 60], Gen.Int[0, 8]).Sample(
        (source, flushed, stale, counted, records) =>
        {
            var log = new OutputLog();
            var previous = new SimulatedInstance(0, source, log, Generators.Options);
            previous.Count(flushed);
            previous.Flush();
            previous.Count(stale);

            var owner = new SimulatedInstance(0, source, log, Generators.Options);
            owner.Count(flushed + stale + counted);
            owner.Flush();
            var view = log.Read(Generators.Options);
            var (windows, progress) = (view.All(), view.Progress);

            previous.WriteOnly(records);
            log.ReadInto(view);

            Assert.Equal(windows, view.All());
            Assert.Equal(progress, view.Progress);
        }, iter: 300);

    [Fact]
    public void Several_owners_at_once_write_the_right_statistics() =>
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
    public void Compaction_changes_nothing_for_new_and_for_current_readers() =>
        Gen.Select(Generators.Sources, Gen.Int[1, 10], Gen.Int[0, 20]).Sample((sources, batch, read) =>
        {
            var log = new OutputLog();
            foreach (var (partition, source) in sources.Index())
            {
                new SimulatedInstance(partition, source, log, Generators.Options).Finish(batch);
            }

            var before = log.Read(Generators.Options);
            var current = new StatisticsView(Generators.Options);
            log.ReadInto(current, read);

            log.Compact();
            log.ReadInto(current);

            Assert.All([log.Read(Generators.Options), current], view =>
            {
                Assert.Equal(before.All(), view.All());
                Assert.Equal(before.Progress, view.Progress);
            });
        });

    /// <summary>Runs all steps, counts the remaining events, and returns the output topic.</summary>
    private static OutputLog Run(PageEvent[] source, (int Events, Step Then, int Records, int Behind)[] steps)
    {
        var log = new OutputLog();
        var owner = new SimulatedInstance(0, source, log, Generators.Options);
        foreach (var (events, then, records, behind) in steps)
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

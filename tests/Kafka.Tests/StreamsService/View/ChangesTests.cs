using CsCheck;
using StreamsService.View;
using static Kafka.Tests.StreamsService.ViewAssertions;

namespace Kafka.Tests.StreamsService.View;

public sealed class ChangesTests
{
    /// <summary>In each step an owner counts some events and flushes, and one of two instances reads some records.</summary>
    private static readonly Gen<(int Owner, int Events, int Instance, int Records)[]> Steps =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 10], Gen.Int[0, 1], Gen.Int[0, 20]).Array[0, 20]
            .Select(steps => Array.ConvertAll(steps, step => (step.Item1, step.Item2, step.Item3, step.Item4)));

    [Fact]
    public void A_client_that_applies_all_changes_has_the_current_state() =>
        Gen.Select(Generators.Sources, Steps).Sample((sources, steps) =>
        {
            var log = new OutputLog();
            var owners = sources.Select((source, partition) => new SimulatedInstance(partition, source, log, Generators.Options)).ToList();
            StatisticsView[] instances = [new(Generators.Options), new(Generators.Options)];
            Dictionary<(string, DateTimeOffset), PageWindow> client = [];
            var position = ViewPosition.Start;
            foreach (var (owner, events, instance, records) in steps)
            {
                owners[owner % owners.Count].Count(events);
                owners[owner % owners.Count].Flush();
                log.ReadInto(instances[instance], records);
                Poll(instances[instance]);
            }

            log.ReadInto(instances[0]);
            Poll(instances[0]);

            var streamTime = instances[0].Progress.Max(progress => (DateTimeOffset?)progress.StreamTime) ?? PageEvents.Noon;
            var current = client.Values.Where(window => !Generators.Windowing.IsExpired(window.Window, streamTime));
            Assert.Equal(instances[0].All().ToHashSet(), current.ToHashSet());

            void Poll(StatisticsView view)
            {
                (var windows, position) = view.ChangedSince(position);
                foreach (var window in windows) client[(window.Page, window.Window)] = window;
            }
        }, iter: 300);

    [Fact]
    public void Only_changes_are_returned_oldest_window_first()
    {
        var view = new StatisticsView(new()).Reads(Partial("P1", 5, partition: 1), Partial("P2", 5), Partial("P1", 0));
        var first = view.ChangedSince(ViewPosition.Start);
        view.Reads(Partial("P3", 5, partition: 1), Partial("P1", 0, partition: 1), Progress(7));
        var second = view.ChangedSince(first.Position);

        Assert.Equal(["P1 0", "P1 5", "P2 5"], first.Windows.Select(Text));
        Assert.Equal(["P1 0", "P3 5"], second.Windows.Select(Text));
        Assert.Equal(2, second.Windows[0].Count);
        Assert.Equal("3.3", second.Position.ToString());
        Assert.Empty(view.ChangedSince(second.Position).Windows);
    }

    [Fact]
    public void All_statistics_are_returned_for_a_position_ahead_of_the_view()
    {
        var view = new StatisticsView(new()).Reads(Partial("P1", 0), Partial("P2", 5, partition: 1));

        Assert.Equal(["P1 0"], view.ChangedSince(new(1_000, 1)).Windows.Select(Text));
    }

    [Fact]
    public void A_window_past_its_retention_is_removed_without_notice()
    {
        var view = new StatisticsView(Generators.Options).Reads(Partial("P1", 0), Partial("P1", 5));
        var position = view.Position;

        view.Reads(Progress(35));

        Assert.Empty(view.ChangedSince(position).Windows);
        Assert.Equal(["P1 5"], view.ChangedSince(ViewPosition.Start).Windows.Select(Text));
    }
}

using CsCheck;
using StreamsService.Counting;

namespace Kafka.Tests.StreamsService.Counting;

/// <summary>Properties of the counts, compared with a simple recount of the source.</summary>
public sealed class CountingTests
{
    [Fact]
    public void Order_and_partitions_do_not_matter_while_nothing_is_late()
    {
        var lenient = new StatisticsOptions { Grace = TimeSpan.FromHours(1), Retention = TimeSpan.FromHours(2) };
        (from events in Generators.Source
         from shuffled in Gen.Shuffle(events.ToArray())
         from partitions in Gen.Int[0, 3].Array[events.Length]
         from batch in Gen.Int[1, 10]
         select (events, shuffled, partitions, batch))
        .Sample(sample =>
        {
            var log = new OutputLog();
            foreach (var partition in sample.partitions.Distinct())
            {
                var source = sample.shuffled.Where((_, i) => sample.partitions[i] == partition).ToList();
                new SimulatedInstance(partition, source, log, lenient).Finish(sample.batch);
            }

            Assert.Equal(new NaiveStatistics(lenient, sample.events).Windows, log.Read(lenient).All());
        });
    }

    [Fact]
    public void Each_partition_counts_and_drops_events_by_its_own_stream_time() =>
        Gen.Select(Generators.Sources, Gen.Int[1, 10]).Sample((sources, batch) =>
        {
            var log = new OutputLog();
            foreach (var (partition, source) in sources.Index())
            {
                new SimulatedInstance(partition, source, log, Generators.Options).Finish(batch);
            }

            new NaiveStatistics(Generators.Options, sources).AssertSameAs(log);
        });

    [Fact]
    public void An_event_has_the_same_outcome_in_every_replay() =>
        Gen.Select(Generators.Source, Gen.Int[0, 60]).Sample((source, counted) =>
        {
            var outcomes = new SimulatedInstance(0, source, new(), Generators.Options).Count(source.Length);
            var log = new OutputLog();
            var owner = new SimulatedInstance(0, source, log, Generators.Options);
            owner.Count(counted);
            owner.Flush();

            var replayed = new SimulatedInstance(0, source, log, Generators.Options, behind: source.Length).Count(source.Length);

            foreach (var (offset, outcome) in replayed.Index())
            {
                if (outcome != Outcome.Duplicate) Assert.Equal(outcomes[offset], outcome);
            }
        });
}

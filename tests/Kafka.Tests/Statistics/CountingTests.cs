using CsCheck;
using StreamsService.Statistics;

namespace Kafka.Tests.Statistics;

/// <summary>What must hold for all events, compared with a recount of the source.</summary>
public sealed class CountingTests
{
    [Fact]
    public void Order_and_partitions_do_not_matter_while_nothing_is_late()
    {
        var patient = new StatisticsOptions { Grace = TimeSpan.FromHours(1), Retention = TimeSpan.FromHours(2) };
        (from events in Generated.Source
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
                new Owner(partition, source, log, patient).Finish(sample.batch);
            }

            Assert.Equal(new NaiveStatistics(patient, sample.events).Windows, log.Read(patient).All());
        });
    }

    [Fact]
    public void Each_partition_counts_and_drops_what_its_own_stream_time_says() =>
        Gen.Select(Generated.Sources, Gen.Int[1, 10]).Sample((sources, batch) =>
        {
            var log = new OutputLog();
            foreach (var (partition, source) in sources.Index()) new Owner(partition, source, log, Generated.Options).Finish(batch);

            new NaiveStatistics(Generated.Options, sources).AssertSameAs(log);
        });

    [Fact]
    public void An_event_gets_the_same_verdict_in_every_replay() =>
        Gen.Select(Generated.Source, Gen.Int[0, 60]).Sample((source, counted) =>
        {
            var verdicts = new Owner(0, source, new(), Generated.Options).Count(source.Length);
            var log = new OutputLog();
            var owner = new Owner(0, source, log, Generated.Options);
            owner.Count(counted);
            owner.Flush();

            var replayed = new Owner(0, source, log, Generated.Options, behind: source.Length).Count(source.Length);

            Assert.All(replayed.Index().Where(outcome => outcome.Item != Outcome.Known), outcome => Assert.Equal(verdicts[outcome.Index], outcome.Item));
        });
}

using Contracts;
using StreamsService.Processing;

namespace Kafka.Tests.StreamsService;

public sealed class KilledInstancesTests(KafkaCluster cluster)
{
    private const int Partitions = 4;
    private const int Batch = 3_000;
    private const int Kills = 5;

    [Fact]
    public async Task Instances_killed_under_load_lose_no_event_and_count_none_twice()
    {
        var topics = new StatisticsTopics(cluster, Partitions);
        var random = new Random(20260504);
        var started = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10);
        var sent = new List<PageEvent>();
        using var producer = cluster.NewProducer<string, byte[]>();
        var instances = new List<ServiceProcess> { Start(), Start() };
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                SendBatch();
                var counted = sent.Count(e => e.Duration > 100) - (Batch / 2);
                topics.Read(view => ExpectedStatistic.Of(view).Values.Sum(it => it.Count) >= counted);
                var victim = random.Next(instances.Count);
                await instances[victim].DisposeAsync();
                instances[victim] = Start();
            }

            var expected = ExpectedStatistic.Of(sent);
            var count = expected.Values.Sum(it => it.Count);
            var result = topics.Read(view => ExpectedStatistic.Of(view).Values.Sum(it => it.Count) >= count);

            Assert.Equal(expected.OrderBy(it => it.Key), ExpectedStatistic.Of(result).OrderBy(it => it.Key));
        }
        finally
        {
            foreach (var instance in instances) await instance.DisposeAsync();
        }

        ServiceProcess Start() => ServiceProcess.Start(typeof(CountPageEvents), topics.Configuration);

        void SendBatch()
        {
            for (var i = 0; i < Batch; i++)
            {
                // Event time advances by one second per 50 events. The events are out of order, but within the grace period.
                var time = started + TimeSpan.FromMilliseconds((sent.Count * 20) - random.Next(5_000));
                var e = new PageEvent($"P{random.Next(20)}", $"U{random.Next(500)}", time, random.Next(3_000));
                sent.Add(e);
                StatisticsTopics.Send(producer, new(topics.Events, random.Next(Partitions)), e);
            }

            producer.Flush(KafkaCluster.Timeout);
        }
    }
}

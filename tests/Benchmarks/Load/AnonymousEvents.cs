using System.Text;
using Confluent.Kafka;
using Contracts;
using JsonService;

namespace Benchmarks.Load;

/// <summary>
/// Events as JsonService writes them, and the rows that SinkService makes of them. They are the same in each process, so that nothing but their
/// number has to be passed on.
/// </summary>
internal static class AnonymousEvents
{
    private const int Partitions = 8;
    private const int Pages = 200;
    private const int Users = 1_000;
    private static readonly DateTimeOffset First = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromMicroseconds(100);

    /// <summary>Creates a topic with events, spread evenly over its partitions.</summary>
    public static async Task<EventLog> FillAsync(Bench bench, int records)
    {
        var topic = bench.Cluster.NewTopic(Partitions);
        bench.Report($"  filling a topic of {Partitions} partitions with {records:#,0} events without user names on {Pages:#,0} pages");
        using var producer = new ProducerBuilder<byte[], byte[]>(EventLog.Batching(bench.Cluster)).Build();
        foreach (var (partition, _, pageEvent) in Rows(records))
        {
            EventLog.Send(producer, new(topic, partition), new()
            {
                Key = Encoding.UTF8.GetBytes(pageEvent.Name),
                Value = Topics.PageEventsJson.Encode(pageEvent),
            });
        }

        producer.Flush(TimeSpan.FromSeconds(30));
        await EventLog.RequireAllAsync(bench.Cluster, topic, records);
        return new(topic, records);
    }

    /// <summary>Returns the events, each with its place in the topic.</summary>
    public static IEnumerable<(int Partition, long Offset, AnonymousPageEvent Event)> Rows(int records)
    {
        var random = new Random(1);
        var hash = new UserHash(new byte[32]);
        var users = Enumerable.Range(0, Users).Select(user => hash.Of($"U{user}")).ToArray();
        for (var i = 0; i < records; i++)
        {
            var duration = random.Next(1, 9_000);
            var (page, user) = ($"P{random.Next(Pages)}", users[random.Next(Users)]);
            yield return (i % Partitions, i / Partitions, new(page, user, First + (i * Step), duration, TransformPageEvent.ClassOf(duration)));
        }
    }
}

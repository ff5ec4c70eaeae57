using System.Text;
using Confluent.Kafka;
using Contracts;
using StreamsService.Counting;

namespace Benchmarks.Load;

/// <summary>A topic that is filled with partials, as StreamsService writes them, before the measurement.</summary>
internal sealed record PartialLog(string Topic, int Records, int Partitions)
{
    private const int EventsPerPartial = 20;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Creates a topic with partials of the latest windows, each for some events by different users. A page in a window and partition has
    /// <paramref name="updates"/> of them: each replaces the one before.
    /// </summary>
    public static async Task<PartialLog> FillAsync(Bench bench, int records, int pages, int partitions = 8, int updates = 1)
    {
        var topic = bench.Cluster.NewTopic(partitions);
        bench.Report($"  filling a topic of {partitions} partitions with {records:#,0} partials on {pages:#,0} pages");
        using var producer = new ProducerBuilder<byte[], byte[]>(EventLog.Batching(bench.Cluster)).Build();
        foreach (var partial in Partials(records, pages, partitions, updates, bench.Time.GetUtcNow()))
        {
            EventLog.Send(producer, new(topic, partial.Partition), new()
            {
                Key = Encoding.UTF8.GetBytes(StatisticsKey.Of(partial)),
                Value = Topics.PageStatistics.Encode(partial),
            });
        }

        producer.Flush(TimeSpan.FromSeconds(30));
        await EventLog.RequireAllAsync(bench.Cluster, topic, records);
        return new(topic, records, partitions);
    }

    /// <summary>Returns the partials of the windows before <paramref name="now"/>, in the order in which they are written.</summary>
    public static IEnumerable<WindowPartial> Partials(int records, int pages, int partitions, int updates, DateTimeOffset now)
    {
        var random = new Random(1);
        var keys = pages * partitions;
        var first = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Window.Ticks), TimeSpan.Zero) - (records / updates / keys * Window);
        var accumulators = new PageAccumulator[keys];
        for (var i = 0; i < records; i++)
        {
            var (key, update, window) = (i % keys, i / keys % updates, i / keys / updates);
            var (page, start) = ($"P{key / partitions}", first + (window * Window));
            if (update == 0) accumulators[key] = new();
            for (var added = EventsPerPartial * update / updates; added < EventsPerPartial * (update + 1) / updates; added++)
            {
                accumulators[key].Add(
                    new(Epoch: 0, (window * 1_000L) + added), new(page, $"U{random.Next(1_000)}", start, random.Next(101, 9_000)));
            }

            yield return accumulators[key].ToPartial(page, start, key % partitions);
        }
    }
}

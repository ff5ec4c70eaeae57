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

    /// <summary>Creates a topic with partials of the latest windows, each for some events by different users.</summary>
    public static async Task<PartialLog> FillAsync(Bench bench, int records, int pages, int partitions = 8)
    {
        var topic = bench.Cluster.NewTopic(partitions);
        bench.Report($"  filling a topic of {partitions} partitions with {records:#,0} partials on {pages:#,0} pages");
        using var producer = new ProducerBuilder<byte[], byte[]>(EventLog.Batching(bench.Cluster)).Build();
        var random = new Random(1);
        var windows = records / pages / partitions;
        var now = bench.Time.GetUtcNow();
        var first = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Window.Ticks), TimeSpan.Zero) - (windows * Window);
        for (var i = 0; i < records; i++)
        {
            var (partition, page, window) = (i % partitions, i / partitions % pages, i / partitions / pages);
            var partial = Partial($"P{page}", first + (window * Window), partition, random, window);
            EventLog.Send(producer, new(topic, partition), new()
            {
                Key = Encoding.UTF8.GetBytes(StatisticsKey.Of(partial)),
                Value = Topics.PageStatistics.Encode(partial),
            });
        }

        producer.Flush(TimeSpan.FromSeconds(30));
        await EventLog.RequireAllAsync(bench.Cluster, topic, records);
        return new(topic, records, partitions);
    }

    private static WindowPartial Partial(string page, DateTimeOffset window, int partition, Random random, int number)
    {
        var accumulator = new PageAccumulator();
        for (var i = 0; i < EventsPerPartial; i++)
        {
            accumulator.Add(new(Epoch: 0, (number * 1_000L) + i), new(page, $"U{random.Next(1_000)}", window, random.Next(101, 9_000)));
        }

        return accumulator.ToPartial(page, window, partition);
    }
}

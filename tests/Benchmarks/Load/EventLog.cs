using System.Diagnostics;
using System.Text;
using Benchmarks.HostEnvironment;
using Confluent.Kafka;
using Contracts;

namespace Benchmarks.Load;

/// <summary>A topic that is filled with page events before anything is measured.</summary>
internal sealed record EventLog(string Topic, int Records)
{
    /// <summary>The time that the events are of, from the first to the last.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Events of the last minute on some pages, by a thousand users, spread evenly over partitions.</summary>
    /// <param name="bench">Where.</param>
    /// <param name="records">How many.</param>
    /// <param name="partitions">Of so many partitions.</param>
    /// <param name="pages">On so many pages.</param>
    /// <param name="traced">Whether each goes on in a trace, of which one in a hundred is sampled.</param>
    public static async Task<EventLog> FillAsync(Bench bench, int records, int partitions = 8, int pages = 200, bool traced = false)
    {
        var topic = bench.Cluster.NewTopic(partitions);
        bench.Say($"  fills a topic of {partitions} partitions with {records:#,0} events on {pages:#,0} pages{(traced ? ", with trace context" : "")}");
        Append(bench, topic, records, partitions, pages, bench.Time.GetUtcNow() - Span, traced);
        await RequireAllAsync(bench.Cluster, topic, records);
        return new(topic, records);
    }

    /// <summary>Adds events to a topic, from a time on, and returns when all are there.</summary>
    public static void Append(Bench bench, string topic, int records, int partitions, int pages, DateTimeOffset first, bool traced = false)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(Batching(bench.Cluster)).Build();
        var random = new Random(1);
        var step = Span / records;
        for (var i = 0; i < records; i++)
        {
            var pageEvent = new PageEvent($"P{random.Next(pages)}", $"U{random.Next(1_000)}", first + (i * step), random.Next(101, 9_000));
            var message = new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes(pageEvent.Name),
                Value = Topics.PageEvents.Encode(pageEvent),
                Timestamp = new(pageEvent.Date),
                Headers = traced ? new() { { "traceparent", TraceParent(isSampled: i % 100 == 0) } } : null,
            };
            Send(producer, new(topic, i % partitions), message);
        }

        producer.Flush(Timeout);
    }

    /// <summary>
    /// A producer's configuration that makes large and small-packed batches: the in-memory cluster answers a fetch with one batch per
    /// partition, and bounds what it keeps by their size.
    /// </summary>
    public static ProducerConfig Batching(Cluster cluster)
    {
        var config = cluster.Client<ProducerConfig>();
        (config.EnableIdempotence, config.LingerMs, config.BatchNumMessages, config.CompressionType) = (true, 1_000, 5_000, CompressionType.Zstd);
        return config;
    }

    /// <summary>Sends a record, and waits while too many are waiting.</summary>
    public static void Send(
        IProducer<byte[], byte[]> producer, TopicPartition to, Message<byte[], byte[]> message, Action<DeliveryReport<byte[], byte[]>>? delivered = null)
    {
        while (true)
        {
            try
            {
                producer.Produce(to, message, delivered);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    /// <exception cref="InvalidOperationException">Some records are gone, or never came.</exception>
    public static async Task RequireAllAsync(Cluster cluster, string topic, int records)
    {
        var (first, end) = (await cluster.Beginnings(topic), await cluster.Ends(topic));
        if (first.Any(offset => offset > 0) || end.Sum() != records)
        {
            throw new InvalidOperationException($"{topic} has records {string.Join(", ", first.Zip(end, (from, to) => $"{from} to {to}"))}: not the {records} that it was filled with.");
        }
    }

    private static byte[] TraceParent(bool isSampled) =>
        Encoding.ASCII.GetBytes($"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-{(isSampled ? "01" : "00")}");
}

using System.Diagnostics;
using System.Text;
using Benchmarks.HostEnvironment;
using Confluent.Kafka;
using Contracts;

namespace Benchmarks.Load;

/// <summary>A topic that is filled with page events before the measurement.</summary>
internal sealed record EventLog(string Topic, int Records)
{
    /// <summary>The time from the date of the first event to the date of the last.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Creates a topic with events of the last minute by a thousand users, spread evenly over the partitions. If <paramref name="traced"/>,
    /// each event has a trace context, and one in a hundred is sampled.
    /// </summary>
    public static async Task<EventLog> FillAsync(Bench bench, int records, int partitions = 8, int pages = 200, bool traced = false)
    {
        var topic = bench.Cluster.NewTopic(partitions);
        var withTraces = traced ? ", with trace context" : "";
        bench.Report($"  filling a topic of {partitions} partitions with {records:#,0} events on {pages:#,0} pages{withTraces}");
        Append(bench, topic, records, partitions, pages, bench.Time.GetUtcNow() - Span, traced);
        await RequireAllAsync(bench.Cluster, topic, records);
        return new(topic, records);
    }

    /// <summary>Appends events to a topic and waits until all are acknowledged. The first has the date <paramref name="first"/>.</summary>
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
                Headers = traced ? new() { { "traceparent", TraceParent(isSampled: i % 100 == 0) } } : null,
            };
            Send(producer, new(topic, i % partitions), message);
        }

        producer.Flush(Timeout);
    }

    /// <summary>
    /// A producer configuration for large, compressed batches. The in-memory cluster returns only one batch per fetch and partition, and
    /// limits the size of the batches that it keeps.
    /// </summary>
    public static ProducerConfig Batching(Cluster cluster)
    {
        var config = cluster.Client<ProducerConfig>();
        config.EnableIdempotence = true;
        config.LingerMs = 1_000;
        config.BatchNumMessages = 5_000;
        config.CompressionType = CompressionType.Zstd;
        return config;
    }

    /// <summary>Sends a record. Waits while the producer's queue is full.</summary>
    public static void Send(
        IProducer<byte[], byte[]> producer,
        TopicPartition to,
        Message<byte[], byte[]> message,
        Action<DeliveryReport<byte[], byte[]>>? delivered = null)
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

    /// <exception cref="InvalidOperationException">Some records were deleted or never arrived.</exception>
    public static async Task RequireAllAsync(Cluster cluster, string topic, int records)
    {
        var (first, end) = (await cluster.Beginnings(topic), await cluster.Ends(topic));
        if (first.Any(offset => offset > 0) || end.Sum() != records)
        {
            var ranges = first.Zip(end, (from, to) => $"{from} to {to}");
            throw new InvalidOperationException($"{topic} must have {records} records, but has the offsets {string.Join(", ", ranges)}.");
        }
    }

    private static byte[] TraceParent(bool isSampled) =>
        Encoding.ASCII.GetBytes($"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-{(isSampled ? "01" : "00")}");
}

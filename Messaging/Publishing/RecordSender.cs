using System.Diagnostics;
using Confluent.Kafka;
using Messaging.Telemetry;

namespace Messaging.Publishing;

/// <summary>Passes records to a producer without waiting. Creates the span, the trace context and the metrics of each record.</summary>
/// <param name="producer">Returns the producer, which may be another one for each record.</param>
/// <param name="telemetry">Creates spans and metrics.</param>
/// <param name="time">The clock.</param>
internal sealed class RecordSender(Func<IProducer<byte[], byte[]>> producer, KafkaTelemetry telemetry, TimeProvider time)
{
    /// <summary>Queues a record. The client calls <paramref name="delivered"/> once, on its own thread, with the result.</summary>
    /// <exception cref="KafkaException">The client's queue is full, or the record is invalid.</exception>
    public void Send(in OutgoingRecord record, Action<DeliveryReport<byte[], byte[]>>? delivered = null)
    {
        var send = new PendingSend(telemetry, record.Topic, telemetry.StartSend(record), delivered);
        var message = new Message<byte[], byte[]>
        {
            Key = record.Key!,
            Value = record.Value!,
            Headers = HeadersOf(record, send.Span),
            Timestamp = new Timestamp(record.Timestamp ?? time.GetUtcNow()),
        };
        try
        {
            producer().Produce(new TopicPartition(record.Topic, record.Partition ?? Partition.Any), message, send.OnDelivered);
        }
        catch (KafkaException e)
        {
            send.Fail(e.Error);
            throw;
        }
    }

    private static Headers? HeadersOf(in OutgoingRecord record, Activity? span)
    {
        var context = span ?? Activity.Current;
        if (context is null && record.Headers.Count == 0) return null;

        var headers = new Headers();
        foreach (var (name, value) in record.Headers) headers.Add(name, value);
        if (context is not null) TraceContext.Inject(context, headers);
        return headers;
    }

    private sealed class PendingSend(KafkaTelemetry telemetry, string topic, Activity? span, Action<DeliveryReport<byte[], byte[]>>? delivered)
    {
        private readonly long _started = telemetry.Timestamp();

        public Activity? Span => span;

        public void OnDelivered(DeliveryReport<byte[], byte[]> report)
        {
            telemetry.Sent(topic, _started, span, report.Error, report.TopicPartitionOffset);
            delivered?.Invoke(report);
        }

        public void Fail(Error error) => telemetry.Sent(topic, _started, span, error, null);
    }
}

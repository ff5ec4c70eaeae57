using System.Text;
using Benchmarks.Load;
using Confluent.Kafka;
using Contracts;
using JsonService;
using Messaging;

namespace Benchmarks.Baselines;

/// <summary>
/// The work of JsonService without transactions and error handling: a loop that consumes, decodes, transforms, produces and stores the
/// offset.
/// </summary>
internal static class BareTransform
{
    public static void Run()
    {
        using var clients = new BareClients(autoCommit: true);
        var (assignment, consumer) = (clients.Assignment, clients.Consumer);
        var transform = new TransformPageEvent(new UserHash(new byte[32]));
        var to = new TopicPartition(assignment.To, Partition.Any);
        using var producer = clients.NewProducer();
        consumer.Subscribe(assignment.Topic);
        while (true)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is not { IsPartitionEOF: false } record) continue;

            var pageEvent = transform.Transform(new Record<PageEvent>(record, Topics.PageEvents.Decode(record.Message.Value)));
            EventLog.Send(producer, to, new()
            {
                Key = Encoding.UTF8.GetBytes(pageEvent.Name),
                Value = Topics.PageEventsJson.Encode(pageEvent),
            });
            consumer.StoreOffset(record);
        }
    }
}

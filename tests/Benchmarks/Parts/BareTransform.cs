using System.Text;
using Benchmarks.Load;
using Confluent.Kafka;
using JsonService;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging.Clients;
using ServiceDefaults.Messaging.Consuming;

namespace Benchmarks.Parts;

/// <summary>What JsonService does, without transactions: consume, decode, transform, produce, store the offset, in one loop that knows no failure.</summary>
internal static class BareTransform
{
    public static void Run()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddEnvironmentVariables();
        KafkaClients.AddConsumer(builder, $"bare-{Guid.NewGuid():N}", autoCommit: true);
        using var host = builder.Build();

        var assignment = Assignment.Of(builder.Configuration);
        var transform = new TransformPageEvent(new UserHash(new byte[32]));
        var to = new TopicPartition(assignment.To, Partition.Any);
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = builder.Configuration.GetConnectionString("kafka"),
            EnableIdempotence = true,
            Partitioner = Partitioner.Murmur2Random,
        }).Build();
        using var consumer = host.Services.GetRequiredService<IConsumer<byte[], byte[]>>();
        consumer.Subscribe(assignment.Topic);
        while (true)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is not { IsPartitionEOF: false } record) continue;

            var page = transform.Transform(new Record<PageEvent>(record, Topics.PageEvents.Decode(record.Message.Value)));
            EventLog.Send(producer, to, new() { Key = Encoding.UTF8.GetBytes(page.Name), Value = Topics.PageEventsJson.Encode(page), Timestamp = new(page.Date) });
            consumer.StoreOffset(record);
        }
    }
}

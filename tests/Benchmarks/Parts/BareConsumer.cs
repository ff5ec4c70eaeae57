using Benchmarks.Measuring;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging.Clients;

namespace Benchmarks.Parts;

/// <summary>The least that consuming can be: the client of a service, <c>Consume</c>, decoding, <c>StoreOffset</c>.</summary>
internal static class BareConsumer
{
    public static void Run()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddEnvironmentVariables();
        KafkaClients.AddConsumer(builder, $"bare-{Guid.NewGuid():N}", autoCommit: true);
        using var host = builder.Build();

        var assignment = Assignment.Of(builder.Configuration);
        var stretch = new Stretch(assignment.Records, TimeProvider.System);
        using var consumer = host.Services.GetRequiredService<IConsumer<byte[], byte[]>>();
        consumer.Subscribe(assignment.Topic);
        while (true)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is not { IsPartitionEOF: false } record) continue;

            Topics.PageEvents.Decode(record.Message.Value);
            consumer.StoreOffset(record);
            if (stretch.Pass()) break;
        }

        consumer.Close();
    }
}

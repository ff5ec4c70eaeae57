using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging.Clients;

namespace Benchmarks.Parts;

/// <summary>The least that reading a topic to its end can be: <c>Consume</c>, from the assignment of its partitions to the last record. It may decode the records, which are statistics.</summary>
internal static class BareReader
{
    public static void Run()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddEnvironmentVariables();
        KafkaClients.AddConsumer(builder, $"bare-{Guid.NewGuid():N}", autoCommit: false);
        using var host = builder.Build();

        var assignment = Assignment.Of(builder.Configuration);
        var time = TimeProvider.System;
        using var consumer = host.Services.GetRequiredService<IConsumer<byte[], byte[]>>();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(assignment.Topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions;

        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(assignment.Topic, partition.PartitionId, Offset.Beginning)));
        var started = time.GetTimestamp();
        for (var records = 0; records < assignment.Records;)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is not { IsPartitionEOF: false } record) continue;

            records++;
            if (assignment.Decodes) Topics.PageStatistics.Decode(record.Message.Value);
        }

        PartOfProgram.Print(assignment.Records / time.GetElapsedTime(started).TotalSeconds);
        consumer.Close();
    }
}

using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kafka.Tests.Messaging;

public sealed class KafkaClientsTests(KafkaCluster cluster)
{
    [Fact]
    public void A_consumer_needs_nothing_but_its_own_registration()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, partition: 0, "a record");
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(cluster.Configuration);
        KafkaClients.AddConsumer(builder, KafkaCluster.NewName("group"), autoCommit: true);
        using var host = builder.Build();

        var consumer = host.Services.GetRequiredService<IConsumer<byte[], byte[]>>();
        consumer.Subscribe(topic);

        using var deadline = new CancellationTokenSource(KafkaCluster.Timeout, TimeProvider.System);
        ConsumeResult<byte[], byte[]>? record;
        do record = consumer.Consume(deadline.Token);
        while (record.IsPartitionEOF);
        Assert.Equal("a record"u8, record.Message.Value);
        consumer.Close();
    }
}

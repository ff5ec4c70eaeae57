using Confluent.Kafka;

namespace Kafka.Tests.ProducerApi;

/// <summary>Counts the records of a topic by its watermarks, without reading them.</summary>
internal static class TopicEnd
{
    public static long Count(KafkaCluster cluster, string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = cluster.BootstrapServers, GroupId = "none" }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        return admin.GetMetadata(topic, KafkaCluster.Timeout).Topics.Single().Partitions
            .Sum(partition => consumer.QueryWatermarkOffsets(new(topic, partition.PartitionId), KafkaCluster.Timeout).High.Value);
    }
}

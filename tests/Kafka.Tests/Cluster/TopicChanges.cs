using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Kafka.Tests.Cluster;

/// <summary>Changes topics while services use them, which only a real cluster can do.</summary>
internal static class TopicChanges
{
    public const string OnlyReal = "The in-memory cluster can't delete topics or add partitions. Set KAFKA_HOME.";

    /// <summary>Deletes a topic and creates it again, with another id.</summary>
    public static async Task RecreateTopicAsync(this KafkaCluster cluster, string topic, int partitions)
    {
        await cluster.DeleteTopicAsync(topic);
        await cluster.CreateTopicAgainAsync(topic, partitions);
    }

    /// <summary>Deletes a topic.</summary>
    public static async Task DeleteTopicAsync(this KafkaCluster cluster, string topic)
    {
        using var admin = NewAdmin(cluster);
        await admin.DeleteTopicsAsync([topic], new() { OperationTimeout = KafkaCluster.Timeout });
    }

    /// <summary>Creates a topic that was deleted. If a producer was faster, because the broker creates topics that are missing, only adds partitions.</summary>
    public static async Task CreateTopicAgainAsync(this KafkaCluster cluster, string topic, int partitions)
    {
        using var admin = NewAdmin(cluster);
        try
        {
            var specification = new TopicSpecification { Name = topic, NumPartitions = partitions, Configs = new() { ["retention.ms"] = "-1" } };
            await admin.CreateTopicsAsync([specification]);
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code is ErrorCode.TopicAlreadyExists)
        {
            await cluster.AddPartitionsAsync(topic, partitions);
        }
    }

    /// <summary>Adds partitions, unless the topic has as many.</summary>
    public static async Task AddPartitionsAsync(this KafkaCluster cluster, string topic, int total)
    {
        using var admin = NewAdmin(cluster);
        try
        {
            await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = total }]);
        }
        catch (CreatePartitionsException e) when (e.Results[0].Error.Code is ErrorCode.InvalidPartitions)
        {
        }
    }

    /// <summary>Returns the number of partitions.</summary>
    public static int PartitionsOf(this KafkaCluster cluster, string topic)
    {
        using var admin = NewAdmin(cluster);
        return admin.GetMetadata(topic, KafkaCluster.Timeout).Topics.Single().Partitions.Count;
    }

    public static IAdminClient NewAdmin(KafkaCluster cluster) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = cluster.BootstrapServers }).Build();
}

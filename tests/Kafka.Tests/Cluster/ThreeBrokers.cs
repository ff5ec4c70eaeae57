using LocalProcesses.Kafka;

namespace Kafka.Tests.Cluster;

/// <summary>Apache Kafka with three brokers, of which a test can kill one: it has a new leader for its partitions after 4 seconds.</summary>
internal static class ThreeBrokers
{
    public const string Required = "KAFKA_HOME is not set, and the in-memory cluster has one broker.";

    /// <summary>Starts the brokers; returns null where there is no Apache Kafka.</summary>
    public static async Task<ApacheKafkaCluster?> StartAsync() => ApacheKafkaCluster.Home is null ? null : await ApacheKafkaCluster.StartAsync(new()
    {
        Brokers = 3,
        Heap = "-Xms128M -Xmx512M",
        Settings = new Dictionary<string, string> { ["broker.session.timeout.ms"] = "4000", ["broker.heartbeat.interval.ms"] = "500" },
    });
}

namespace AppHost.Embedded;

/// <summary>The Kafka cluster; which one it is (external, Apache Kafka, in memory) is decided when the application runs.</summary>
internal sealed class KafkaServerResource(string name, int? port) : Resource(name)
{
    /// <summary>The local port that the cluster should be reached at; null for any.</summary>
    public int? Port { get; } = port;
}

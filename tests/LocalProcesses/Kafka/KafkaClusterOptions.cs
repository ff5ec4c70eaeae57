namespace LocalProcesses.Kafka;

/// <summary>How many brokers an <see cref="ApacheKafkaCluster"/> has, and their settings.</summary>
public sealed record KafkaClusterOptions
{
    /// <summary>The number of brokers. Each is also a controller.</summary>
    public int Brokers { get; init; } = 1;

    /// <summary>The settings of Java's heap. One broker with thousands of partitions needs more than 512 MB.</summary>
    public string Heap { get; init; } = "-Xms256M -Xmx1G";

    /// <summary>Further listeners, for clients with TLS or authentication. The brokers themselves use the first one, which has neither.</summary>
    public IReadOnlyList<KafkaListener> Listeners { get; init; } = [];

    /// <summary>Further arguments of <c>kafka-storage.sh format</c>, such as <c>--add-scram</c> with a user.</summary>
    public IReadOnlyList<string> FormatArguments { get; init; } = [];

    /// <summary>Further broker settings. They override the ones that the cluster chooses.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

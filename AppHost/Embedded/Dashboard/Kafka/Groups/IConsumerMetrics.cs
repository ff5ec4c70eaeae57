using Dashboard.Telemetry.Metrics;

namespace Dashboard.Kafka.Groups;

/// <summary>What consumers report of themselves.</summary>
internal interface IConsumerMetrics
{
    /// <summary>The last report on each partition by each consumer, however old.</summary>
    IReadOnlyList<ConsumerPartition> Partitions { get; }
}

/// <summary>What they report in their metrics.</summary>
internal sealed class ConsumerMetrics(KafkaConsumers consumers) : IConsumerMetrics
{
    public IReadOnlyList<ConsumerPartition> Partitions => consumers.Partitions;
}

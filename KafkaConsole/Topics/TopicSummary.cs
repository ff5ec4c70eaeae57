using System.Text.Json.Serialization;
using Confluent.Kafka;

namespace KafkaConsole.Topics;

/// <summary>A topic as it is at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Its partitions, by number.</param>
internal sealed record TopicSummary(string Name, IReadOnlyList<PartitionRange> Partitions)
{
    /// <summary>How many records it holds, at most.</summary>
    public long Records => Partitions.Sum(partition => partition.Records);

    /// <summary>How many records arrived per second in the last ten seconds; null until two requests have measured it.</summary>
    public double? RecordsPerSecond { get; init; }

    /// <summary>The bytes of its keys and values, estimated from the records that were read last; null until some were read.</summary>
    public long? EstimatedBytes { get; init; }

    /// <summary>Whether it serves the cluster or its clients rather than the application.</summary>
    [JsonIgnore]
    public bool IsInternal => Name.StartsWith("__", StringComparison.Ordinal) || Name == "healthchecks-topic";

    /// <summary>Whether an offset is within a partition. Compaction may have deleted its record all the same.</summary>
    public bool Holds(int partition, long offset) =>
        Partitions.Any(range => range.Partition == partition && range.Low <= offset && offset < range.High);

    /// <summary>The partitions of several topics.</summary>
    public static Dictionary<TopicPartition, PartitionRange> RangesOf(IEnumerable<TopicSummary> topics) => topics
        .SelectMany(topic => topic.Partitions, (topic, range) => (Partition: new TopicPartition(topic.Name, range.Partition), Range: range))
        .ToDictionary(partition => partition.Partition, partition => partition.Range);
}

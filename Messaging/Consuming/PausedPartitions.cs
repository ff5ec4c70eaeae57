using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>
/// Pauses and resumes partitions. Only partitions that are paused are resumed: to resume another one while the client begins to fetch it
/// can stop its records for good, because librdkafka then regards everything that it receives as outdated. Only the loop's thread uses
/// this class.
/// </summary>
internal sealed class PausedPartitions(SubscriptionContext context)
{
    private readonly HashSet<TopicPartition> _paused = [];

    public void Pause(TopicPartition partition)
    {
        context.Consumer.Pause([partition]);
        _paused.Add(partition);
    }

    /// <summary>Resumes those of the partitions that are paused.</summary>
    public void Resume(IEnumerable<TopicPartition> partitions)
    {
        List<TopicPartition> resumed = [.. partitions.Where(_paused.Remove)];
        if (resumed.Count > 0) context.Consumer.Resume(resumed);
    }
}

using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// The loop's part in a rebalance of its group. Before partitions are revoked, it completes the record in flight and commits what is
/// processed. The client calls these methods within <c>Consume</c> and <c>Close</c>, on the loop's thread.
/// </summary>
internal sealed partial class RebalanceListener(
    SubscriptionContext context, IProcessingStrategy strategy, InFlightRecord inFlight, ConsumerPositions positions, ConsumedTopic topic,
    PausedPartitions paused, DeletedRecords deleted, ILogger<RebalanceListener> logger)
{
    private readonly HashSet<TopicPartition> _assigned = [];
    private bool _isClosing;

    public void OnPartitionsAssigned(IReadOnlyList<TopicPartition> partitions)
    {
        // Before the new partitions are there: their former owner has committed their offsets, perhaps in the new topic.
        if (partitions.Count > 0 && topic.Identify()) StartAgain();
        _assigned.UnionWith(partitions);
        context.State.Assigned = [.. _assigned];
        context.State.Problems.OnAssigned(partitions);
        strategy.OnPartitionsAssigned(partitions);
        LogAssigned(Numbers(partitions), context.Topic, _assigned.Count);
    }

    public void OnPartitionsRevoked(IReadOnlyList<TopicPartition> partitions)
    {
        if (_isClosing)
        {
            RemovePartitions(partitions);
            return;
        }

        var mustComplete = inFlight.Partition is { } partition && (strategy.CommitsAllPartitions || partitions.Contains(partition));
        if (mustComplete) inFlight.Complete(partitions);
        strategy.Commit();
        RemovePartitions(partitions);
        LogRevoked(Numbers(partitions), context.Topic, _assigned.Count);
    }

    public void OnPartitionsLost(IReadOnlyList<TopicPartition> partitions)
    {
        if (_isClosing)
        {
            RemovePartitions(partitions);
            return;
        }

        inFlight.Cancel();
        inFlight.Complete(partitions);
        strategy.OnPartitionsLost();
        RemovePartitions(partitions);
        context.State.Assigned = null; // not a member until it has rejoined the group
        LogLost(Numbers(partitions), context.Topic);
    }

    /// <summary>Starts all assigned partitions from their beginning if the topic was deleted and created again.</summary>
    public void StartAgainIfReplaced()
    {
        if (topic.IsReplaced && topic.Accept()) StartAgain();
    }

    /// <summary>The loop has made its last commit and leaves the group: partitions that are revoked from now on are only removed.</summary>
    public void OnClosing() => _isClosing = true;

    private void StartAgain()
    {
        List<TopicPartition> assigned = [.. _assigned];
        inFlight.Cancel();
        inFlight.Complete(assigned);
        positions.Remove(assigned);
        deleted.Forget(assigned);
        strategy.OnTopicReplaced(assigned);
    }

    private void RemovePartitions(IReadOnlyList<TopicPartition> partitions)
    {
        _assigned.ExceptWith(partitions);
        strategy.OnPartitionsRemoved(partitions);
        positions.Remove(partitions);
        deleted.Forget(partitions);
        context.State.Problems.OnRemoved(partitions);
        paused.Resume(partitions); // otherwise they would still be paused when they are assigned again
        context.State.Assigned = [.. _assigned];
    }

    private static string Numbers(IEnumerable<TopicPartition> partitions) =>
        string.Join(", ", partitions.Select(partition => partition.Partition.Value).Order());

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Partitions [{Partitions}] of {Topic} were assigned to this instance, which now has {Count}")]
    private partial void LogAssigned(string partitions, string topic, int count);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Partitions [{Partitions}] of {Topic} were revoked from this instance, which now has {Count}")]
    private partial void LogRevoked(string partitions, string topic, int count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Partitions [{Partitions}] of {Topic} were lost to other members. Uncommitted records will be redelivered there")]
    private partial void LogLost(string partitions, string topic);
}

using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>The loop's part in a rebalance of its group. The client calls these methods within <c>Consume</c> and <c>Close</c>.</summary>
internal sealed partial class ConsumerLoop
{
    private void OnAssigned(IReadOnlyList<TopicPartition> partitions)
    {
        _assigned.UnionWith(partitions);
        _state.Assigned = [.. _assigned];
        _strategy.OnPartitionsAssigned(partitions);
        LogAssigned(Numbers(partitions), _topic, _assigned.Count);
    }

    private void OnRevoked(IReadOnlyList<TopicPartition> partitions)
    {
        if (_inFlight is { } inFlight && (_strategy.CommitsAllPartitions || partitions.Contains(inFlight.Record.TopicPartition))) CompleteInFlightRecord(partitions);
        _strategy.Commit();
        RemovePartitions(partitions);
        LogRevoked(Numbers(partitions), _topic, _assigned.Count);
    }

    private void OnLost(IReadOnlyList<TopicPartition> partitions)
    {
        if (_inFlight is not null) _handlerCancellation.Cancel();
        CompleteInFlightRecord(partitions);
        _strategy.OnPartitionsLost();
        RemovePartitions(partitions);
        _state.Assigned = null; // not a member until it has rejoined the group
        LogLost(Numbers(partitions), _topic);
    }

    private void RemovePartitions(IReadOnlyList<TopicPartition> partitions)
    {
        _assigned.ExceptWith(partitions);
        _strategy.OnPartitionsRevoked(partitions);
        _positions.Remove(partitions);
        _consumer.Resume(partitions); // otherwise they would still be paused when they are assigned again
        _state.Assigned = [.. _assigned];
    }

    private void OnCommitted(CommittedOffsets committed)
    {
        var failed = committed.Offsets.Where(offset => offset.Error.IsError).ToList();
        if (failed.Count == 0) return;

        // Harmless: the next commit covers these offsets, here or at the partition's next owner.
        LogNotCommitted(string.Join(", ", failed.Select(offset => $"{offset.Partition.Value}@{offset.Offset.Value}")), _topic, failed[0].Error.Reason);
    }

    private static string Numbers(IEnumerable<TopicPartition> partitions) =>
        string.Join(", ", partitions.Select(partition => partition.Partition.Value).Order());
}

using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>What the loop does when its group gives or takes partitions. The client calls it within <c>Consume</c> and <c>Close</c>.</summary>
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
        _state.Assigned = null; // no member any more, until the group takes it back
        LogLost(Numbers(partitions), _topic);
    }

    private void RemovePartitions(IReadOnlyList<TopicPartition> partitions)
    {
        _assigned.ExceptWith(partitions);
        _strategy.OnPartitionsRevoked(partitions);
        _positions.Remove(partitions);
        _consumer.Resume(partitions); // the client would keep a pause until it gets them back
        _state.Assigned = [.. _assigned];
    }

    private void OnCommitted(CommittedOffsets committed)
    {
        var failed = committed.Offsets.Where(offset => offset.Error.IsError).ToList();
        if (failed.Count == 0) return;

        // Harmless by itself: the next commit, or the next owner's, goes as far and further.
        LogNotCommitted(string.Join(", ", failed.Select(offset => $"{offset.Partition.Value}@{offset.Offset.Value}")), _topic, failed[0].Error.Reason);
    }

    private static string Numbers(IEnumerable<TopicPartition> partitions) =>
        string.Join(", ", partitions.Select(partition => partition.Partition.Value).Order());
}

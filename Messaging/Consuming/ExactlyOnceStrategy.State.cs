using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <content>The state of partitions: restored when they are assigned or a transaction is aborted, discarded when they are revoked.</content>
internal sealed partial class ExactlyOnceStrategy<T>
{
    public void OnPartitionsAssigned(IReadOnlyList<TopicPartition> partitions)
    {
        if (!_processor.HasState) return;

        foreach (var partition in partitions) Restore(partition, token => CommittedAsync(partition, token));
    }

    public void OnPartitionsRevoked(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _restorer.Cancel(partition);
            _processor.DiscardState(partition.Partition.Value);
        }

        _state.Restoring = _restorer.Partitions;
    }

    public bool IsReady(int partition) => !_restorer.Contains(partition);

    private void Restore(TopicPartition partition, Func<CancellationToken, ValueTask<long?>> committed)
    {
        _restorer.Begin(partition, async token =>
        {
            // In this order: what is committed with this offset, or before, is written by now, so that the wait covers it.
            var offset = await committed(token);
            await _processor.PrepareAsync(partition.Partition.Value, token);
            return offset;
        });
        _state.Restoring = _restorer.Partitions;
    }

    private void FinishRestorations()
    {
        if (!_restorer.Any) return;

        foreach (var from in _restorer.Finish()) LogRestored(from.Topic, from.Partition.Value, from.Offset.Value);
        _state.Restoring = _restorer.Partitions;
    }

    /// <summary>Where the group goes on; null when it has not begun. Waits for pending transactions, as it is read committed.</summary>
    private async ValueTask<long?> CommittedAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        var lastError = ErrorCode.NoError;
        while (true)
        {
            try
            {
                var offset = _consumer.Committed([partition], CallTimeout)[0].Offset;
                return offset.IsSpecial ? null : offset.Value;
            }
            catch (KafkaException e) when (!e.Error.IsFatal)
            {
                if (e.Error.Code != lastError) LogWaiting(e.Error.Reason);
                lastError = e.Error.Code;
                await Task.Delay(RetryDelay, _time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Topic} [{Partition}] goes on at {Offset}")]
    private partial void LogRestored(string topic, int partition, long offset);
}

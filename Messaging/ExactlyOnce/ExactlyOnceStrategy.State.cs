using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.ExactlyOnce;

/// <content>Restores the state of partitions when they are assigned or a transaction is aborted; discards it when they are revoked or lost.</content>
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
            // The order matters: all state that was committed up to this offset is written by now, so PrepareAsync waits for it.
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

    /// <summary>Returns the committed offset; null when there is none. Retries until the cluster answers and no transaction with such an offset is pending.</summary>
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

    [LoggerMessage(Level = LogLevel.Debug, Message = "The state of {Topic} [{Partition}] is restored. Processing continues at offset {Offset}")]
    private partial void LogRestored(string topic, int partition, long offset);
}

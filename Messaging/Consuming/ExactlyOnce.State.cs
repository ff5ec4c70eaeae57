using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <content>The state of partitions: brought back when they come, or when what was done is taken back, and forgotten when they go.</content>
internal sealed partial class ExactlyOnce<T>
{
    public void Assigned(IReadOnlyList<TopicPartition> partitions)
    {
        if (!_processor.HasState) return;

        foreach (var partition in partitions) Restore(partition, token => CommittedAsync(partition, token));
    }

    public void GivenUp(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _restorations.Cancel(partition);
            _processor.Forget(partition.Partition.Value);
        }

        _state.Restoring = _restorations.Partitions;
    }

    public bool IsReady(int partition) => !_restorations.Contains(partition);

    private void Restore(TopicPartition partition, Func<CancellationToken, ValueTask<long?>> committed)
    {
        _restorations.Begin(partition, async token =>
        {
            // In this order: what is committed with this offset, or before, is written by now, so that the wait covers it.
            var offset = await committed(token);
            await _processor.PrepareAsync(partition.Partition.Value, token);
            return offset;
        });
        _state.Restoring = _restorations.Partitions;
    }

    private void FinishRestorations()
    {
        if (!_restorations.Any) return;

        foreach (var from in _restorations.Finish()) LogRestored(from.Topic, from.Partition.Value, from.Offset.Value);
        _state.Restoring = _restorations.Partitions;
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

using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// The record that is being processed, at most one. It is in flight until its handler has returned. Before its partition is revoked, and
/// before the loop ends, the handler gets <see cref="ConsumerOptions.HandlerShutdownTimeout"/> to return. After that it is cancelled, and
/// the record is redelivered. Only the loop's thread uses this class.
/// </summary>
internal sealed partial class InFlightRecord(
    SubscriptionContext context, IProcessingStrategy strategy, ConsumerPositions positions, ILogger<InFlightRecord> logger) : IDisposable
{
    /// <summary>How long a handler may take to return after its cancellation.</summary>
    internal static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(1);

    private CancellationTokenSource _cancellation = new();
    private ConsumeResult<byte[], byte[]>? _record;
    private Task _processing = Task.CompletedTask;

    /// <summary>The partition of the record; null when none is in flight.</summary>
    public TopicPartition? Partition => _record?.TopicPartition;

    /// <summary>Starts to process a record.</summary>
    /// <returns>Whether the record is processed already. Otherwise it is in flight.</returns>
    public bool Start(ConsumeResult<byte[], byte[]> record)
    {
        var processing = strategy.ProcessAsync(record, _cancellation.Token);
        if (processing.IsCompletedSuccessfully)
        {
            MarkProcessed(record);
            return true;
        }

        positions.OnReceived(record);
        (_record, _processing) = (record, processing.AsTask());
        return false;
    }

    /// <summary>Waits for the handler of the record in flight.</summary>
    /// <returns>Whether the handler has returned. Call <see cref="Complete"/> then.</returns>
    public bool Wait(TimeSpan timeout) => _record is null || _processing.IsCompleted || Task.WaitAny([_processing], timeout) == 0;

    /// <summary>Cancels the handler of the record in flight, if there is one.</summary>
    public void Cancel()
    {
        if (_record is not null) _cancellation.Cancel();
    }

    /// <summary>Waits for the record in flight, if there is one, and cancels its handler after the timeout.</summary>
    /// <param name="leaving">The partitions that are being revoked or are lost.</param>
    /// <exception cref="TimeoutException">The handler did not return after its cancellation.</exception>
    /// <exception cref="Exception">The record could be neither handled nor dead-lettered.</exception>
    public void Complete(IReadOnlyList<TopicPartition>? leaving = null)
    {
        if (_record is not { } record) return;

        if (!Wait(context.Options.HandlerShutdownTimeout)) CancelAndWait(record);
        _record = null;
        try
        {
            _processing.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested || context.Stopping.IsCancellationRequested)
        {
            // Not processed, so it must be redelivered: to the partition's next owner, or to this consumer, which must seek back to it.
            var staysHere = leaving?.Contains(record.TopicPartition) is not true && !context.Stopping.IsCancellationRequested;
            if (staysHere) context.Consumer.Seek(record.TopicPartitionOffset);
            return;
        }
        finally
        {
            if (_cancellation.IsCancellationRequested) _cancellation = new();
        }

        MarkProcessed(record);
    }

    public void Dispose() => _cancellation.Dispose();

    private void CancelAndWait(ConsumeResult<byte[], byte[]> record)
    {
        LogHandlerCancelled(record.Topic, record.Partition.Value, record.Offset.Value);
        _cancellation.Cancel();
        if (!Wait(CancelTimeout)) throw new TimeoutException($"The handler of {record.TopicPartitionOffset} did not return after its cancellation.");
    }

    private void MarkProcessed(ConsumeResult<byte[], byte[]> record)
    {
        if (!strategy.MarkProcessed(record)) return;

        positions.OnProcessed(record);
        context.State.Progressed();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The handler of {Topic} [{Partition}] @{Offset} did not finish in time and was cancelled. The record will be redelivered")]
    private partial void LogHandlerCancelled(string topic, int partition, long offset);
}

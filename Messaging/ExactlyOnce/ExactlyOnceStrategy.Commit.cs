using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.ExactlyOnce;

/// <content>Commits and aborts transactions.</content>
internal sealed partial class ExactlyOnceStrategy<T>
{
    private const int MaxAbortsInARow = 5;

    private int _abortsInARow;

    private void CommitTransaction()
    {
        var started = _time.GetTimestamp();
        try
        {
            _output.Clear();
            _processor.Flush(_output);
            SendOutput();
            if (_transaction.HasOffsets) RetryTransactionCall(() => _producer.SendOffsetsToTransaction(_transaction.CommitOffsets, _consumer.ConsumerGroupMetadata, CallTimeout));
            RetryTransactionCall(() => _producer.CommitTransaction(CallTimeout));
        }
        catch (KafkaException e)
        {
            _telemetry.Committed(_from.Name, _group, started, _transaction.Started, e.Error.Code.ToString());
            if (e is not KafkaTxnRequiresAbortException) throw;

            Repeat(e.Error);
            return;
        }

        _telemetry.Committed(_from.Name, _group, started, _transaction.Started, errorType: null);
        _processor.Committed();
        if (_options.CommitOffsetsOutsideTransaction && _transaction.HasOffsets) CommitOffsetsOutsideTransaction();
        _abortsInARow = 0;
        _transaction.Close();
    }

    /// <summary>Aborts the transaction, so that its records are processed again. Throws after <see cref="MaxAbortsInARow"/> failures in a row.</summary>
    /// <exception cref="KafkaException">The transaction failed too often.</exception>
    private void Repeat(Error failure)
    {
        LogAborted(_transaction.Count, failure.Reason);
        if (++_abortsInARow >= MaxAbortsInARow) throw new KafkaException(failure);

        AbortTransaction();
        _stopping.WaitHandle.WaitOne(RetryDelay * _abortsInARow);
    }

    private void CommitOffsetsOutsideTransaction()
    {
        try
        {
            _consumer.Commit(_transaction.CommitOffsets);
        }
        catch (KafkaException e)
        {
            LogOffsetsNotCommitted(e.Error.Reason); // the next commit covers these offsets, here or at the partition's next owner
        }
    }

    /// <summary>Aborts the transaction, restores the state and seeks to the first record of the transaction.</summary>
    private void AbortTransaction()
    {
        RetryTransactionCall(() => _producer.AbortTransaction(CallTimeout));
        var assigned = _consumer.Assignment;
        foreach (var offset in _transaction.RollbackOffsets.Where(offset => assigned.Contains(offset.TopicPartition)))
        {
            _processor.DiscardState(offset.Partition.Value);
            Restore(offset.TopicPartition, _ => new(offset.Offset.Value));
        }

        _transaction.Close();
    }

    /// <summary>Repeats a transaction call until the cluster has responded. The client continues the call where it was interrupted.</summary>
    private void RetryTransactionCall(Action call)
    {
        var (started, lastError) = (_time.GetTimestamp(), ErrorCode.NoError);
        while (true)
        {
            try
            {
                call();
                if (lastError is not ErrorCode.NoError) LogWaited(_time.GetElapsedTime(started).TotalSeconds);
                return;
            }
            catch (KafkaRetriableException e)
            {
                if (_stopping.IsCancellationRequested) throw;
                if (e.Error.Code != lastError) LogWaiting(e.Error.Reason);
                lastError = e.Error.Code;
                _heartbeat();
                _stopping.WaitHandle.WaitOne(RetryDelay);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A transaction of {Count} records failed. Its records will be processed again: {Reason}")]
    private partial void LogAborted(int count, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The transaction is committed, but the additional commit of its offsets failed. A crash now can repeat records: {Reason}")]
    private partial void LogOffsetsNotCommitted(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The transaction waits for the cluster and retries: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster has answered after {Seconds:0.0} s. The transaction continues")]
    private partial void LogWaited(double seconds);
}

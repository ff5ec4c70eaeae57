using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <content>How a transaction ends.</content>
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

    /// <summary>Aborts the transaction, so that its records are processed again.</summary>
    /// <exception cref="KafkaException">It was aborted too often.</exception>
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
            LogOffsetsNotCommitted(e.Error.Reason); // the next commit, or the next owner's, makes up for it
        }
    }

    /// <summary>Takes back what was sent, and goes back to where the transaction began.</summary>
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

    /// <summary>Retries a call of the transaction until the cluster has responded; the client remembers how far it came.</summary>
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "A transaction of {Count} records is aborted and its records are processed again: {Reason}")]
    private partial void LogAborted(int count, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The transaction is committed, its offsets outside of it are not: {Reason}")]
    private partial void LogOffsetsNotCommitted(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The transaction waits for the cluster: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster has answered the transaction after {Seconds:0.0} s")]
    private partial void LogWaited(double seconds);
}

using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

internal sealed partial class ConsumerLoop
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Partitions [{Partitions}] of {Topic} were assigned to this instance, which now has {Count}")]
    private partial void LogAssigned(string partitions, string topic, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partitions [{Partitions}] of {Topic} were revoked from this instance, which now has {Count}")]
    private partial void LogRevoked(string partitions, string topic, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partitions [{Partitions}] of {Topic} were lost to other members. Uncommitted records will be redelivered there")]
    private partial void LogLost(string partitions, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The handler of {Topic} [{Partition}] @{Offset} did not finish in time and was cancelled. The record will be redelivered")]
    private partial void LogHandlerCancelled(string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The consumer reported an error and continues: {Reason}")]
    private partial void LogConsumeError(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The client reported an error: {Reason}")]
    private partial void LogClientError(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Offsets [{Offsets}] of {Topic} are not committed yet: {Reason}")]
    private partial void LogNotCommitted(string offsets, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The service stops before the cluster has completed the transaction. Uncommitted records will be redelivered: {Reason}")]
    private partial void LogNotFinished(string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Consuming {Topic} failed. This process stops with exit code 1 so that it is restarted")]
    private partial void LogFailed(Exception exception, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The open transaction of {Topic} could not be aborted. The cluster aborts it after its timeout: {Reason}")]
    private partial void LogNotAborted(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The consumer of {Topic} did not close cleanly")]
    private partial void LogNotClosed(Exception exception, string topic);
}

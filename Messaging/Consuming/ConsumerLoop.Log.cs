using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

internal sealed partial class ConsumerLoop
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Got partitions [{Partitions}] of {Topic}, has {Count}")]
    private partial void LogAssigned(string partitions, string topic, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Gave up partitions [{Partitions}] of {Topic}, has {Count}")]
    private partial void LogRevoked(string partitions, string topic, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost partitions [{Partitions}] of {Topic} to another member: records that were not committed will come again there")]
    private partial void LogLost(string partitions, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The handler of {Topic} [{Partition}] @{Offset} did not finish in time and was cancelled; the record will come again")]
    private partial void LogHandlerCancelled(string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Consuming goes on after an error: {Reason}")]
    private partial void LogConsumeError(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The client reports: {Reason}")]
    private partial void LogClientError(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Offsets [{Offsets}] of {Topic} are not committed yet: {Reason}")]
    private partial void LogNotCommitted(string offsets, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopping with a transaction open, whose records will come again: {Reason}")]
    private partial void LogNotFinished(string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Consuming {Topic} can't go on, so this process stops to be restarted")]
    private partial void LogFailed(Exception exception, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "After this failure the open work of {Topic} could not be aborted: {Reason}")]
    private partial void LogNotAborted(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The consumer of {Topic} did not close cleanly")]
    private partial void LogNotClosed(Exception exception, string topic);
}

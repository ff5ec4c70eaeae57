using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// Polls the consumer, and keeps what the loop does not process: ends of partitions, errors, records that were deleted, and the lag. Only
/// the loop's thread uses this class.
/// </summary>
internal sealed partial class RecordPoll(
    SubscriptionContext context, ConsumerPositions positions, DeletedRecords deleted, ConsumerReplacement replacement, ConsumerErrors errors,
    ILogger<RecordPoll> logger)
{
    private static readonly TimeSpan LagInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CommittedTimeout = TimeSpan.FromSeconds(1);

    private long _lagReported;
    private string? _lastError;

    /// <summary>Polls for the next record, which also serves the group and its rebalances. Returns null when there is none.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="now">The current time, as <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <exception cref="InvalidOperationException">Another instance has taken over this one's <c>group.instance.id</c>.</exception>
    /// <exception cref="OperationCanceledException">The host stops while the consumer is replaced.</exception>
    public ConsumeResult<byte[], byte[]>? Next(TimeSpan timeout, long now)
    {
        if (_lagReported == 0 || context.Time.GetElapsedTime(_lagReported, now) >= LagInterval) ReportLag(now);
        try
        {
            var result = context.Consumer.Consume(timeout);
            if (result is null) return null;

            _lastError = null;
            context.State.Problems.OnReceived(result.Partition);
            deleted.Check(context.Consumer, result, Committed);
            if (!result.IsPartitionEOF) return result;

            positions.OnEndOfPartition(result.TopicPartitionOffset);
            return null;
        }
        catch (ConsumeException e)
        {
            context.State.Problems.OnConsumeError(e);
            if (e.Error.IsFatal) replacement.Replace(e.Error);
            else ReportError(e.Error); // the client recovers by itself, for example when a poll was late
            return null;
        }
    }

    private void ReportError(Error error)
    {
        var reason = errors.Explain(error);
        var level = ClientErrors.IsMissingRight(error) ? LogLevel.Error : LogLevel.Warning; // it lasts until somebody grants the right
        if (reason != _lastError && !errors.IsLogged(error)) LogConsumeError(level, reason); // a client that is refused reports it with every fetch
        _lastError = reason;
    }

    private void ReportLag(long now)
    {
        _lagReported = now;
        context.State.Lag = positions.Lag();
    }

    /// <summary>
    /// Returns the committed offset of a partition whose oldest records are deleted; null when there is none, or it can't be read now.
    /// </summary>
    private long? Committed(TopicPartition partition)
    {
        try
        {
            var offset = context.Consumer.Committed([partition], CommittedTimeout)[0].Offset;
            return offset.IsSpecial ? null : offset.Value;
        }
        catch (KafkaException)
        {
            return null; // a loss would only not be logged
        }
    }

    [LoggerMessage(Message = "The consumer reported an error and continues: {Reason}")]
    private partial void LogConsumeError(LogLevel level, string reason);
}

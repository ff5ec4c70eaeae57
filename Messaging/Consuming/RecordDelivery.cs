using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;
using Contracts;
using Messaging.DeadLetters;
using Messaging.Telemetry;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// Delivers one record, for both strategies: starts the span, decodes, handles with retries and a growing delay, and dead-letters if
/// necessary. When it completes without an exception, the record was handled or dead-lettered.
/// </summary>
internal sealed partial class RecordDelivery<T>(
    Topic<T> topic, string group, ConsumerOptions options, IDeliveryTarget<T> target, KafkaTelemetry telemetry, TimeProvider time, ILogger logger)
    where T : notnull
{
    private readonly string _spanName = $"process {topic.Name}";
    private readonly OperationMetrics _metrics = telemetry.Processing(topic.Name, group);

    public async ValueTask DeliverAsync(ConsumeResult<byte[], byte[]> record, CancellationToken cancellationToken)
    {
        var started = telemetry.Timestamp();
        using var span = telemetry.StartProcess(record, _spanName, group);
        var failure = await HandleOrDeadLetterAsync(record, cancellationToken);
        var errorType = failure?.GetType().FullName;
        if (failure is not null && span is not null)
        {
            span.SetTag("error.type", errorType);
            span.AddException(failure);
            span.SetStatus(ActivityStatusCode.Error, failure.Message);
        }

        _metrics.Record(telemetry.Seconds(started), errorType);
    }

    /// <returns>The failure of a record that was dead-lettered; null when it was handled.</returns>
    private async ValueTask<Exception?> HandleOrDeadLetterAsync(ConsumeResult<byte[], byte[]> raw, CancellationToken cancellationToken)
    {
        Record<T> record;
        try
        {
            record = new(raw, topic.Decode(raw.Message.Value));
        }
        catch (JsonException e)
        {
            return await DeadLetterAsync(raw, DeadLetterReason.Undecodable, e, attempts: 0, cancellationToken);
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await target.HandleAsync(record, cancellationToken);
                break;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (OutOfMemoryException)
            {
                throw; // not caused by this record: the process stops, and the record is redelivered
            }
            catch (InvalidRecordException e)
            {
                return await DeadLetterAsync(raw, DeadLetterReason.Invalid, e, attempt, cancellationToken);
            }
            catch (Exception e) when (attempt >= options.MaxAttempts)
            {
                return await DeadLetterAsync(raw, DeadLetterReason.Failed, e, attempt, cancellationToken);
            }
            catch (Exception e)
            {
                var delay = options.DelayAfter(attempt);
                telemetry.Retried(raw.Topic, group);
                LogRetry(e, raw.Topic, raw.Partition.Value, raw.Offset.Value, attempt, options.MaxAttempts, delay);
                await Task.Delay(delay, time, cancellationToken);
            }
        }

        target.OnHandled();
        return null;
    }

    private async ValueTask<Exception> DeadLetterAsync(
        ConsumeResult<byte[], byte[]> raw, DeadLetterReason reason, Exception cause, int attempts, CancellationToken cancellationToken)
    {
        var deadLetter = DeadLetter.Of(raw, group, reason, cause, attempts);
        await target.PublishDeadLetterAsync(deadLetter, cancellationToken);
        telemetry.DeadLettered(raw.Topic, group);
        LogDeadLettered(raw.Topic, raw.Partition.Value, raw.Offset.Value, reason, deadLetter.Topic, cause.Message);
        return cause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Attempt {Attempt} of {MaxAttempts} to process {Topic} [{Partition}] @{Offset} failed. The next attempt starts in {Delay}")]
    private partial void LogRetry(Exception exception, string topic, int partition, long offset, int attempt, int maxAttempts, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic} [{Partition}] @{Offset} could not be processed ({Reason}) and was sent to {DeadLetterTopic}: {Cause}")]
    private partial void LogDeadLettered(string topic, int partition, long offset, DeadLetterReason reason, string deadLetterTopic, string cause);
}

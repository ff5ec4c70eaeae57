using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;
using Contracts;
using Messaging.DeadLetters;
using Messaging.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Consuming;

/// <summary>
/// What all strategies do with each record, except that one that writes batches decodes the records itself and reports them later:
/// <code>
///   Start ──► TryHandleAsync: decode, handle, retry with a growing delay ──► handled, or a dead letter that the strategy writes ──► Report
/// </code>
/// </summary>
internal sealed partial class RecordHandling<T>(
    Topic<T> topic, Subscription subscription, IOptions<ConsumerOptions> options, KafkaTelemetry telemetry, TimeProvider time,
    ILogger<RecordHandling<T>> logger)
    where T : notnull
{
    private readonly ConsumerOptions _options = options.Value;
    private readonly string _spanName = $"process {topic.Name}";
    private readonly OperationMetrics _metrics = telemetry.Processing(topic.Name, subscription.Group);

    /// <summary>Starts the span of a record. Dispose the result to end the span.</summary>
    public RecordProcessing Start(ConsumeResult<byte[], byte[]> record) =>
        new(telemetry.Timestamp(), telemetry.StartProcess(record, _spanName, subscription.Group));

    /// <summary>Decodes a record and calls the handler, as often as the options allow.</summary>
    /// <param name="raw">The record as it was received.</param>
    /// <param name="handle">Handles the decoded record.</param>
    /// <param name="cancellationToken">Cancels the handler, and ends the delay before the next attempt.</param>
    /// <returns>Null when the record was handled; otherwise the dead letter to write.</returns>
    /// <exception cref="OperationCanceledException">The processing was cancelled.</exception>
    /// <exception cref="OutOfMemoryException">Not caused by this record: the process must stop, and the record is redelivered.</exception>
    public async ValueTask<DeadLetter?> TryHandleAsync(
        ConsumeResult<byte[], byte[]> raw, Func<Record<T>, CancellationToken, ValueTask> handle, CancellationToken cancellationToken)
    {
        Record<T> record;
        try
        {
            record = new(raw, topic.Decode(raw.Message.Value));
        }
        catch (JsonException e)
        {
            return new(raw, subscription.Group, DeadLetterReason.Undecodable, e, Attempts: 0);
        }

        for (var attempt = 1; ; attempt++) // not a Polly pipeline, which would cost too much for each record
        {
            try
            {
                await handle(record, cancellationToken);
                return null;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (OutOfMemoryException)
            {
                throw;
            }
            catch (InvalidRecordException e)
            {
                return new(raw, subscription.Group, DeadLetterReason.Invalid, e, attempt);
            }
            catch (Exception e) when (attempt >= _options.MaxAttempts)
            {
                return new(raw, subscription.Group, DeadLetterReason.Failed, e, attempt);
            }
            catch (Exception e)
            {
                var delay = _options.DelayAfter(attempt);
                telemetry.Retried(raw.Topic, subscription.Group);
                LogRetry(Failures.Bounded(e), raw.Topic, raw.Partition.Value, raw.Offset.Value, attempt, _options.MaxAttempts, delay);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    /// <summary>Measures, logs and traces that the processing of a record, which started earlier, has ended.</summary>
    /// <param name="record">The record.</param>
    /// <param name="started">When it started, as <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <param name="deadLetter">The dead letter that was written; null when the record was handled.</param>
    public void ReportEnded(ConsumeResult<byte[], byte[]> record, long started, DeadLetter? deadLetter)
    {
        using var processing = new RecordProcessing(started, telemetry.StartProcess(record, _spanName, subscription.Group, started));
        Report(processing, deadLetter);
    }

    /// <summary>Measures and logs that a record was handled, or that its dead letter was written.</summary>
    public void Report(in RecordProcessing processing, DeadLetter? deadLetter)
    {
        var errorType = deadLetter?.Cause.GetType().FullName;
        if (deadLetter is not null) ReportDeadLetter(deadLetter, processing.Span, errorType);
        _metrics.Record(telemetry.Seconds(processing.Started), errorType);
    }

    private void ReportDeadLetter(DeadLetter deadLetter, Activity? span, string? errorType)
    {
        var (source, cause) = (deadLetter.Source, deadLetter.Cause);
        telemetry.DeadLettered(source.Topic, subscription.Group);
        LogDeadLettered(source.Topic, source.Partition.Value, source.Offset.Value, deadLetter.Reason, deadLetter.Topic, deadLetter.Message);
        if (span is null) return;

        span.SetTag(MessagingAttributes.ErrorType, errorType);
        span.AddException(cause, new TagList
        {
            { "exception.message", deadLetter.Message },
            { "exception.stacktrace", Failures.Start(cause.ToString(), Failures.MaxLength) },
        });
        span.SetStatus(ActivityStatusCode.Error, deadLetter.Message);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Attempt {Attempt} of {MaxAttempts} to process {Topic} [{Partition}] @{Offset} failed. The next attempt starts in {Delay}")]
    private partial void LogRetry(Exception exception, string topic, int partition, long offset, int attempt, int maxAttempts, TimeSpan delay);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Topic} [{Partition}] @{Offset} could not be processed ({Reason}) and was sent to {DeadLetterTopic}: {Cause}")]
    private partial void LogDeadLettered(string topic, int partition, long offset, DeadLetterReason reason, string deadLetterTopic, string cause);
}

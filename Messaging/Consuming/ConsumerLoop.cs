using Confluent.Kafka;
using Messaging.Topics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// Runs a consumer on its own thread and processes one record at a time:
/// <code>
///   consume ──► process ──► mark processed ──► consume …
///                  │ takes long?
///                  └──► keep polling, so that the group keeps this member; partitions with further records are paused meanwhile
/// </code>
/// Before partitions are revoked, the loop completes or cancels the record in flight and commits what is processed. A failure that a record
/// did not cause stops the process with exit code 1, so that its supervisor restarts it. No record is skipped.
/// </summary>
internal sealed partial class ConsumerLoop : IHostedService, IDisposable
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LagInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BusyPollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a handler may take to return after its cancellation.</summary>
    internal static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(1);

    private readonly string _topic;
    private readonly ConsumerOptions _options;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IProcessingStrategy _strategy;
    private readonly ConsumerCallbacks _callbacks;
    private readonly ConsumerState _state;
    private readonly ConsumerPositions _positions;
    private readonly TopicProvisioner _topics;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<ConsumerLoop> _logger;

    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<TopicPartition> _assigned = [];
    private CancellationTokenSource _handlerCancellation = new();
    private InFlightRecord? _inFlight;
    private long _polled;
    private long _lagTaken;

    public ConsumerLoop(
        string topic, ConsumerOptions options, IConsumer<byte[], byte[]> consumer, IProcessingStrategy strategy, ConsumerCallbacks callbacks,
        ConsumerState state, TopicProvisioner topics, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ConsumerLoop> logger)
    {
        (_topic, _options, _consumer, _strategy, _callbacks) = (topic, options, consumer, strategy, callbacks);
        (_state, _topics, _lifetime, _time, _logger) = (state, topics, lifetime, time, logger);
        _positions = new(topic, consumer, time);
    }

    private void Step()
    {
        _polled = _state.Polled();
        var due = _strategy.CommitIfDue(_polled);
        if (Poll(due < IdlePoll ? due.Value : IdlePoll) is not { } record) return;
        if (!_strategy.IsReady(record.Partition.Value))
        {
            _consumer.Pause([record.TopicPartition]); // the strategy seeks back to this record and resumes the partition when it is ready
            return;
        }

        var processing = _strategy.ProcessAsync(record, _handlerCancellation.Token);
        if (processing.IsCompletedSuccessfully)
        {
            MarkProcessed(record);
            return;
        }

        _positions.OnReceived(record);
        _inFlight = new(record, processing.AsTask());
        if (!_inFlight.Wait(BusyPollInterval)) KeepPollingUntilProcessed();
        CompleteInFlightRecord();
    }

    /// <summary>Polls for the next record, which also serves the group and its rebalances. Returns null when there is none.</summary>
    private ConsumeResult<byte[], byte[]>? Poll(TimeSpan timeout)
    {
        if (_lagTaken == 0 || _time.GetElapsedTime(_lagTaken, _polled) >= LagInterval) ReportLag();
        try
        {
            var result = _consumer.Consume(timeout);
            if (result is not { IsPartitionEOF: true }) return result;

            _positions.OnEndOfPartition(result.TopicPartitionOffset);
            return null;
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            // The client recovers by itself, for example when a topic does not exist yet, a poll was late or an offset was deleted.
            LogConsumeError(e.Error.Reason);
            return null;
        }
    }

    /// <summary>Polls while a handler is running, so that this consumer stays a member of its group and takes part in rebalances.</summary>
    private void KeepPollingUntilProcessed()
    {
        while (_inFlight is { } inFlight && !inFlight.Wait(BusyPollInterval))
        {
            if (_stopping.IsCancellationRequested) return;
            _polled = _state.Polled();
            if (Poll(TimeSpan.Zero) is not { } early) continue;

            // This record must wait: its partition is paused until the record in flight is processed.
            _consumer.Pause([early.TopicPartition]);
            _consumer.Seek(early.TopicPartitionOffset);
        }

        _consumer.Resume(_consumer.Assignment);
    }

    /// <summary>Waits for the record in flight, if there is one, and cancels its handler after the timeout.</summary>
    /// <param name="leaving">The partitions that are being revoked or are lost.</param>
    private void CompleteInFlightRecord(IReadOnlyList<TopicPartition>? leaving = null)
    {
        if (_inFlight is not { } inFlight) return;

        if (!inFlight.Wait(_options.HandlerShutdownTimeout))
        {
            LogHandlerCancelled(_topic, inFlight.Record.Partition.Value, inFlight.Record.Offset.Value);
            _handlerCancellation.Cancel();
            if (!inFlight.Wait(CancelTimeout))
            {
                throw new TimeoutException($"The handler of {inFlight.Record.TopicPartitionOffset} did not return after its cancellation.");
            }
        }

        _inFlight = null;
        try
        {
            inFlight.ThrowIfFailed();
        }
        catch (OperationCanceledException) when (_handlerCancellation.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            // Not processed, so it must be redelivered: to the partition's next owner, or to this consumer, which must seek back to it.
            var keeps = leaving?.Contains(inFlight.Record.TopicPartition) is not true && !_stopping.IsCancellationRequested;
            if (keeps) _consumer.Seek(inFlight.Record.TopicPartitionOffset);
            return;
        }
        finally
        {
            if (_handlerCancellation.IsCancellationRequested) _handlerCancellation = new();
        }

        MarkProcessed(inFlight.Record);
    }

    private void MarkProcessed(ConsumeResult<byte[], byte[]> record)
    {
        _strategy.MarkProcessed(record);
        _positions.OnProcessed(record);
        _state.Progressed(_polled);
    }

    private void ReportLag()
    {
        _lagTaken = _polled;
        _state.Lag = _positions.Lag();
    }
}

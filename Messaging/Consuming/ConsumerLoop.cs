using Confluent.Kafka;
using Messaging.Topics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// A consumer on a thread of its own. Takes one record at a time:
/// <code>
///   consume ──► process ──► mark processed ──► consume …
///                  │ takes long?
///                  └──► keep polling, so that the group keeps this member; partitions that have more are paused until then
/// </code>
/// Before partitions are revoked, the record in flight is finished or cancelled, and what is processed is committed. A failure that is
/// not the record's ends the process with a non-zero exit code, so that whoever runs it starts it again; nothing is skipped.
/// </summary>
internal sealed partial class ConsumerLoop : IHostedService, IDisposable
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LagInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BusyPollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a handler may take to obey its cancellation.</summary>
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
            _consumer.Pause([record.TopicPartition]); // it comes again: the strategy goes back to it
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

    /// <summary>Asks for the next record, serving the group meanwhile; null when there is none.</summary>
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
            // The client goes on by itself: a topic that does not exist yet, a poll that came late, an offset that is gone.
            LogConsumeError(e.Error.Reason);
            return null;
        }
    }

    /// <summary>Keeps the membership of the group and takes part in rebalances while a handler takes its time.</summary>
    private void KeepPollingUntilProcessed()
    {
        while (_inFlight is { } inFlight && !inFlight.Wait(BusyPollInterval))
        {
            if (_stopping.IsCancellationRequested) return;
            _polled = _state.Polled();
            if (Poll(TimeSpan.Zero) is not { } early) continue;

            // Not now: its partition rests until the record in flight is processed.
            _consumer.Pause([early.TopicPartition]);
            _consumer.Seek(early.TopicPartitionOffset);
        }

        _consumer.Resume(_consumer.Assignment);
    }

    /// <summary>Completes the record in flight, which may still be processed when the host stops or the partition moves.</summary>
    /// <param name="leaving">The partitions that this consumer is about to lose.</param>
    private void CompleteInFlightRecord(IReadOnlyList<TopicPartition>? leaving = null)
    {
        if (_inFlight is not { } inFlight) return;

        if (!inFlight.Wait(_options.HandlerShutdownTimeout))
        {
            LogHandlerCancelled(_topic, inFlight.Record.Partition.Value, inFlight.Record.Offset.Value);
            _handlerCancellation.Cancel();
            if (!inFlight.Wait(CancelTimeout))
            {
                throw new TimeoutException($"The handler of {inFlight.Record.TopicPartitionOffset} goes on after it was cancelled.");
            }
        }

        _inFlight = null;
        try
        {
            inFlight.ThrowIfFailed();
        }
        catch (OperationCanceledException) when (_handlerCancellation.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            // Not done, so it has to come again: to the partition's next owner, or to this consumer, which has read past it.
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

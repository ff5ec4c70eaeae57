using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Messaging.Topics;

namespace ServiceDefaults.Messaging.Consuming;

/// <summary>
/// A consumer on a thread of its own. Takes one record at a time:
/// <code>
///   consume ──► process ──► done ──► consume …
///                  │ takes long?
///                  └──► keep polling, so that the group keeps this member; partitions that have more are paused until then
/// </code>
/// Before partitions are given up, the record in work is finished or cancelled, and what is done is made lasting. A failure that is
/// not the record's ends the process with a non-zero exit code, so that whoever runs it starts it again; nothing is skipped.
/// </summary>
internal sealed partial class ConsumerLoop : IHostedService, IDisposable
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LagInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a handler may take to obey its cancellation.</summary>
    internal static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(1);

    /// <summary>How long calls to a cluster that is away may go on when the host has stopped waiting.</summary>
    private static readonly TimeSpan LastCallTimeout = TimeSpan.FromSeconds(10);

    private readonly string _topic;
    private readonly ConsumerOptions _options;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IGuarantee _guarantee;
    private readonly ConsumerCallbacks _callbacks;
    private readonly ConsumerState _state;
    private readonly Positions _positions;
    private readonly TopicProvisioner _topics;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<ConsumerLoop> _logger;

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<TopicPartition> _assigned = [];
    private CancellationTokenSource _abandoned = new();
    private Thread? _thread;
    private Work? _work;
    private long _lagTaken;

    public ConsumerLoop(
        string topic, ConsumerOptions options, IConsumer<byte[], byte[]> consumer, IGuarantee guarantee, ConsumerCallbacks callbacks,
        ConsumerState state, TopicProvisioner topics, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ConsumerLoop> logger)
    {
        (_topic, _options, _consumer, _guarantee, _callbacks) = (topic, options, consumer, guarantee, callbacks);
        (_state, _topics, _lifetime, _time, _logger) = (state, topics, lifetime, time, logger);
        _positions = new(consumer, time);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new(Run) { Name = $"consumer of {_topic}", IsBackground = true };
        _thread.UnsafeStart();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// Comes before the clients are disposed. One that is disposed in the middle of a call waits for ever, and the process with it.
    /// </summary>
    public void Dispose()
    {
        if (_thread?.Join(LastCallTimeout) is false) Environment.FailFast($"The consumer of {_topic} does not end.");

        _stopping.Dispose();
        _abandoned.Dispose();
    }

    private void Run()
    {
        try
        {
            _callbacks.Assigned = OnAssigned;
            _callbacks.Revoked = OnRevoked;
            _callbacks.Lost = OnLost;
            _callbacks.Failed = error => LogClientError(error.Reason);
            _callbacks.Committed = OnCommitted;
            while (!_topics.Done.IsCompleted)
            {
                _state.Polled();
                Task.WaitAny([_topics.Done], (int)IdlePoll.TotalMilliseconds, _stopping.Token);
            }

            _topics.Done.GetAwaiter().GetResult();
            _guarantee.Start(_state.Polled, _stopping.Token);
            _consumer.Subscribe(_topic);
            while (!_stopping.IsCancellationRequested) Step();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested || _topics.Done.IsCanceled)
        {
        }
        catch (KafkaRetriableException e) when (_stopping.IsCancellationRequested)
        {
            LogNotFinished(e.Error.Reason);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        finally
        {
            Close();
            _ended.SetResult();
        }
    }

    private void Step()
    {
        var due = _guarantee.Tick();
        if (Poll(due < IdlePoll ? due.Value : IdlePoll) is not { } record) return;
        if (!_guarantee.IsReady(record.TopicPartition))
        {
            _consumer.Pause([record.TopicPartition]); // it comes again: the guarantee goes back to it
            return;
        }

        _positions.Reached(record);
        _work = new(record, _guarantee.ProcessAsync(record, _abandoned.Token));
        if (!_work.Wait(Patience)) KeepPollingUntilDone();
        Settle();
    }

    /// <summary>Asks for the next record, serving the group meanwhile; null when there is none.</summary>
    private ConsumeResult<byte[], byte[]>? Poll(TimeSpan timeout)
    {
        _state.Polled();
        ReportLag();
        try
        {
            var result = _consumer.Consume(timeout);
            if (result is not { IsPartitionEOF: true }) return result;

            _positions.ReachedEnd(result.TopicPartitionOffset);
            return null;
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            // The client goes on by itself: a topic that does not exist yet, a poll that came late, an offset that is gone.
            LogConsumeError(e.Error.Reason);
            return null;
        }
    }

    /// <summary>Holds the membership and obeys rebalances while a handler takes its time.</summary>
    private void KeepPollingUntilDone()
    {
        while (_work is { } work && !work.Wait(Patience))
        {
            if (_stopping.IsCancellationRequested) return;
            if (Poll(TimeSpan.Zero) is not { } early) continue;

            // Not now: its partition rests until this work is done.
            _consumer.Pause([early.TopicPartition]);
            _consumer.Seek(early.TopicPartitionOffset);
        }

        _consumer.Resume(_consumer.Assignment);
    }

    /// <summary>Takes the result of the work, which may still be under way when the host stops or the partition moves.</summary>
    /// <param name="leaving">The partitions that this consumer is about to lose.</param>
    private void Settle(IReadOnlyList<TopicPartition>? leaving = null)
    {
        if (_work is not { } work) return;

        if (!work.Wait(_options.FinishTimeout))
        {
            LogAbandoned(_topic, work.Record.Partition.Value, work.Record.Offset.Value);
            _abandoned.Cancel();
            if (!work.Wait(CancelTimeout))
            {
                throw new TimeoutException($"The handler of {work.Record.TopicPartitionOffset} goes on after it was cancelled.");
            }
        }

        _work = null;
        try
        {
            work.ThrowIfFailed();
        }
        catch (OperationCanceledException) when (_abandoned.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            // Not done, so it has to come again: to the partition's next owner, or to this consumer, which has read past it.
            var keeps = leaving?.Contains(work.Record.TopicPartition) is not true && !_stopping.IsCancellationRequested;
            if (keeps) _consumer.Seek(work.Record.TopicPartitionOffset);
            return;
        }
        finally
        {
            if (_abandoned.IsCancellationRequested) _abandoned = new();
        }

        _guarantee.Done(work.Record);
        _positions.Passed(work.Record);
        _state.Progressed();
    }

    private void ReportLag()
    {
        if (_time.GetElapsedTime(_lagTaken) < LagInterval && _lagTaken != 0) return;

        _lagTaken = _time.GetTimestamp();
        _state.Lag = _positions.Lag();
    }

    private void Fail(Exception e)
    {
        LogFailed(e, _topic);
        _state.Failure = e.Message;
        Environment.ExitCode = 1;
        _lifetime.StopApplication();
    }

    /// <summary>Makes lasting what is done, then leaves the group, which also commits what is stored: only what is done.</summary>
    private void Close()
    {
        try
        {
            if (_state.Failure is null)
            {
                Settle();
                _guarantee.Release();
            }
            else
            {
                _guarantee.Forget();
            }
        }
        catch (KafkaRetriableException e)
        {
            LogNotFinished(e.Error.Reason);
        }
        catch (Exception e)
        {
            Fail(e);
        }

        try
        {
            _callbacks.Revoked = _callbacks.Lost = GiveUp;
            _consumer.Close();
        }
        catch (Exception e)
        {
            LogNotClosed(e, _topic);
        }
    }
}

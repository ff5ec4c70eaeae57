using Confluent.Kafka;

namespace Messaging.Consuming;

/// <content>Starts and stops the loop.</content>
internal sealed partial class ConsumerLoop
{
    /// <summary>How long calls to a cluster that does not answer may take after the shutdown timeout of the host.</summary>
    private static readonly TimeSpan LastCallTimeout = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

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
    /// Waits for the loop's thread before the clients are disposed. A client that is disposed during a call blocks indefinitely, and the
    /// process would never end.
    /// </summary>
    public void Dispose()
    {
        if (_thread?.Join(LastCallTimeout) is false) Environment.FailFast($"The consumer of {_topic} did not stop in time.");

        _stopping.Dispose();
        _handlerCancellation.Dispose();
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
            _strategy.Initialize(() => _state.Polled(), _stopping.Token);
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

    private void Fail(Exception e)
    {
        LogFailed(e, _topic);
        _state.Failure = e.Message;
        _lifetime.StopApplicationWithError();
    }

    /// <summary>Commits what is processed, then leaves the group. Leaving also commits the stored offsets, which are those of processed records.</summary>
    private void Close()
    {
        try
        {
            if (_state.Failure is null)
            {
                CompleteInFlightRecord();
                _strategy.Commit();
            }
            else
            {
                _strategy.OnFailure();
            }
        }
        catch (KafkaRetriableException e)
        {
            LogNotFinished(e.Error.Reason);
        }
        catch (Exception e) when (_state.Failure is not null)
        {
            LogNotAborted(_topic, e.Message); // usually the error that is logged already
        }
        catch (Exception e)
        {
            Fail(e);
        }

        try
        {
            _callbacks.Revoked = _callbacks.Lost = RemovePartitions;
            _consumer.Close();
        }
        catch (Exception e)
        {
            LogNotClosed(e, _topic);
        }
    }
}

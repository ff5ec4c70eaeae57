using Confluent.Kafka;
using Messaging.Topics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Consuming;

/// <summary>
/// Starts and stops the <see cref="ConsumerLoop"/>, which runs on a thread of its own. A failure that a record did not cause stops the
/// process with exit code 1, so that its supervisor restarts it. No record is skipped.
/// </summary>
internal sealed partial class ConsumerService(
    SubscriptionContext context, ConsumerLoop loop, TopicProvisioner topics, IHostApplicationLifetime lifetime, ILogger<ConsumerService> logger)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the loop's thread may still run after the host's shutdown timeout, for calls that the cluster does not answer.</summary>
    private static readonly TimeSpan LastCallTimeout = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

    public void Start()
    {
        context.Telemetry.ObserveLag(context.Topic, context.Group, () => context.State.Lag);
        _thread = new(Run) { Name = $"consumer of {context.Topic}", IsBackground = true };
        _thread.UnsafeStart();
    }

    /// <summary>Waits for the end of the loop, which ends because the host stops.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Waits for the loop's thread. Its clients may be disposed after that: a client that is disposed during a call blocks indefinitely.</summary>
    /// <returns>
    /// Whether it has ended in time. Closing a consumer takes as long as its coordinator does not answer, and has no timeout: the process can end
    /// nevertheless.
    /// </returns>
    public bool WaitUntilEnded()
    {
        lifetime.StopApplication(); // a host that could not start is disposed without being stopped
        if (_thread?.Join(LastCallTimeout) is not false) return true;

        LogNotEnded(context.Topic);
        return false;
    }

    private void Run()
    {
        try
        {
            WaitForTopics();
            loop.Run();
        }
        catch (OperationCanceledException) when (context.Stopping.IsCancellationRequested || topics.Done.IsCanceled)
        {
        }
        catch (KafkaRetriableException e) when (context.Stopping.IsCancellationRequested)
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

    private void WaitForTopics()
    {
        while (!topics.Done.IsCompleted)
        {
            context.State.Polled();
            Task.WaitAny([topics.Done], (int)PollInterval.TotalMilliseconds, context.Stopping);
        }

        topics.Done.GetAwaiter().GetResult();
    }

    private void Fail(Exception e)
    {
        LogFailed(e, context.Topic);
        context.State.Failure = e.Message;
        lifetime.StopApplicationWithError();
    }

    /// <summary>Commits what is processed, or aborts it after a failure, and leaves the group.</summary>
    private void Close()
    {
        try
        {
            loop.CommitOrAbort();
        }
        catch (KafkaRetriableException e)
        {
            LogNotFinished(e.Error.Reason);
        }
        catch (Exception e) when (context.State.Failure is not null)
        {
            LogNotAborted(context.Topic, e.Message); // usually the error that is logged already
        }
        catch (Exception e)
        {
            Fail(e);
        }

        try
        {
            loop.LeaveGroup();
        }
        catch (Exception e)
        {
            LogNotClosed(context.Topic, e.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The service stops before the cluster has answered a transaction request. Uncommitted records will be redelivered: {Reason}")]
    private partial void LogNotFinished(string reason);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "Consuming {Topic} failed. This process stops with exit code 1 so that it is restarted")]
    private partial void LogFailed(Exception exception, string topic);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The open transaction of {Topic} could not be aborted. The cluster aborts it after its timeout: {Reason}")]
    private partial void LogNotAborted(string topic, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The cluster does not answer while the consumer of {Topic} leaves its group. The process ends without it: the group removes this member "
            + "after its session timeout, and uncommitted records will be redelivered")]
    private partial void LogNotEnded(string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The consumer of {Topic} did not close cleanly: {Reason}")]
    private partial void LogNotClosed(string topic, string reason);
}

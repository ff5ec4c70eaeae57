namespace Messaging.Consuming;

/// <summary>
/// Runs a consumer and processes one record at a time:
/// <code>
///   (1) poll ──► (2) process ──► (3) mark processed ──► poll …
///                     │ takes long?
///                     └──► (4) keep polling, so that the group keeps this member; partitions with further records are paused meanwhile
/// </code>
/// Before partitions are revoked, the <see cref="RebalanceListener"/> completes or cancels the record in flight and commits what is
/// processed. All methods run on one thread, which <see cref="ConsumerService"/> starts.
/// </summary>
internal sealed class ConsumerLoop(
    SubscriptionContext context, IProcessingStrategy strategy, InFlightRecord inFlight, RebalanceListener rebalances, RecordPoll poll,
    PausedPartitions paused)
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BusyPollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Subscribes, and polls and processes records until the host stops.</summary>
    public void Run()
    {
        strategy.Initialize();
        context.Consumer.Subscribe(context.Topic);
        while (!context.Stopping.IsCancellationRequested) Step();
    }

    /// <summary>
    /// Completes the record in flight and commits what is processed; after a failure, aborts the open transaction instead.
    /// </summary>
    public void CommitOrAbort()
    {
        if (context.State.Failure is null)
        {
            inFlight.Complete();
            strategy.Commit();
        }
        else
        {
            strategy.OnFailure();
        }
    }

    /// <summary>Leaves the group. Leaving also commits the stored offsets, which are those of processed records.</summary>
    public void LeaveGroup()
    {
        rebalances.OnClosing();
        context.Consumer.Close();
    }

    private void Step()
    {
        var now = context.State.Polled();
        rebalances.StartAgainIfReplaced();
        var due = strategy.CommitIfDue(now);
        var record = poll.Next(due < IdlePoll ? due.Value : IdlePoll, now); // (1)
        if (record is null) return;

        if (!strategy.IsReady(record.Partition.Value))
        {
            paused.Pause(record.TopicPartition); // the strategy seeks back to this record and resumes the partition when it is ready
            return;
        }

        var isProcessed = inFlight.Start(record); // (2), and (3) if the handler has returned
        if (isProcessed) return;

        if (!inFlight.Wait(BusyPollInterval)) KeepPollingUntilProcessed(); // (4)
        inFlight.Complete(); // (3)
    }

    /// <summary>Polls while a handler is running, so that this consumer stays a member of its group and takes part in rebalances.</summary>
    private void KeepPollingUntilProcessed()
    {
        while (!inFlight.Wait(BusyPollInterval))
        {
            if (context.Stopping.IsCancellationRequested) return;
            if (poll.Next(TimeSpan.Zero, context.State.Polled()) is not { } early) continue;

            // This record must wait: its partition is paused until the record in flight is processed.
            paused.Pause(early.TopicPartition);
            context.Consumer.Seek(early.TopicPartitionOffset);
        }

        paused.Resume(context.Consumer.Assignment);
    }
}

using System.Text.Json;
using Confluent.Kafka;
using Contracts;
using Messaging.Consuming;
using Messaging.DeadLetters;
using Messaging.ExactlyOnce;
using Microsoft.Extensions.Logging;

namespace Messaging.Sinks;

/// <summary>
/// Writes records into a database exactly once: one batch is collected while the one before it is written.
/// <code>
///   (1) claim the partition, seek to its position ─► (2) collect ─► (3) write rows and positions in a transaction ─► (4) store the offsets
///                     ▲                                                    └─ another instance has claimed it, or it takes too long
///                     └────────────────────────────────────────────────────────┘ before a rebalance
/// </code>
/// The positions in the database decide what is written. The committed offsets of the group only follow them, for its lag and for tools.
/// </summary>
internal sealed partial class SinkStrategy<T>(
    SubscriptionContext context, CurrentSubscription current, SinkWriter<T> writer, StateRestorer<SinkClaims> restorer, SinkClaims claims,
    ConsumerPositions positions, ILogger<SinkStrategy<T>> logger) : IProcessingStrategy, IDisposable
    where T : notnull
{
    private const long MaxBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ClaimLostDelay = TimeSpan.FromSeconds(3);

    private readonly Topic<T> _topic = (Topic<T>)current.Registration.Topic;
    private SinkBatch<T> _collecting = new();
    private SinkBatch<T>? _writing;
    private Task _written = Task.CompletedTask;
    private CancellationTokenSource _cancellation = new();

    public bool CommitsAllPartitions => true;

    private bool IsFull => _collecting.Count >= context.Options.TransactionMaxRecords || _collecting.Bytes >= MaxBytes;

    public void Initialize()
    {
    }

    public void OnPartitionsAssigned(IReadOnlyList<TopicPartition> partitions) => Claim(partitions, Task.CompletedTask);

    public void OnPartitionsRemoved(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions) restorer.Discard(partition);
    }

    public bool IsReady(int partition) => !restorer.IsRestoring(partition);

    public ValueTask ProcessAsync(ConsumeResult<byte[], byte[]> record, CancellationToken cancellationToken) =>
        IsFull && !_written.IsCompleted ? new(WaitForWriterAsync(_written, cancellationToken)) : ValueTask.CompletedTask;

    public bool MarkProcessed(ConsumeResult<byte[], byte[]> record)
    {
        FinishWritten();
        if (IsFull && _writing is null) StartWriting();
        if (!IsReady(record.Partition.Value)) return false; // its batch was given up meanwhile, and it will be received again

        Collect(record);
        if (IsFull && _writing is null) StartWriting();
        return false;
    }

    public TimeSpan? CommitIfDue(long now)
    {
        restorer.ResumeRestored();
        FinishWritten();
        if (_writing is null && _collecting.Count > 0)
        {
            var rest = context.Options.TransactionInterval - context.Time.GetElapsedTime(_collecting.Started, now);
            if (rest > TimeSpan.Zero) return rest;

            StartWriting();
        }

        return _writing is not null || restorer.Any ? PollInterval : null;
    }

    public void Commit()
    {
        var isWritten = WaitUntilWritten();
        if (isWritten && _collecting.Count > 0)
        {
            StartWriting();
            isWritten = WaitUntilWritten();
        }

        if (!isWritten) GiveUp(Task.CompletedTask);
    }

    public void OnPartitionsLost() => GiveUp(Task.CompletedTask);

    public void OnTopicReplaced(IReadOnlyList<TopicPartition> assigned) => GiveUp(Task.CompletedTask);

    public void OnFailure() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();

    private void Collect(ConsumeResult<byte[], byte[]> record)
    {
        var claim = claims.Of(record.Partition.Value);
        if (record.Offset.Value < claim.Received)
        {
            LogClaimLost(context.Topic, $"partition {claim.Partition} starts over at offset {record.Offset.Value}, after {claim.Received - 1}.");
            GiveUp(Task.CompletedTask);
            return;
        }

        var now = context.Time.GetTimestamp();
        _collecting.Add(record, claim, now);
        positions.OnReceived(record);
        if (record.Message.Value is null) return; // a tombstone: the database keeps what Kafka need not remember any more

        try
        {
            _collecting.Entries.Add(new(record, new(record, _topic.Decode(record.Message.Value)), now));
        }
        catch (JsonException e)
        {
            _collecting.Undecodable.Add((new(record, context.Group, DeadLetterReason.Undecodable, e, Attempts: 0), now));
        }
    }

    private void StartWriting()
    {
        var (batch, cancelled) = (_collecting, _cancellation.Token);
        (_writing, _collecting) = (batch, new());
        _written = Task.Run(() => writer.WriteAsync(batch, cancelled), CancellationToken.None); // (3)
    }

    /// <summary>Follows a batch that is written, or gives up the partitions if another instance has taken one of them.</summary>
    private void FinishWritten()
    {
        if (_writing is not { } batch || !_written.IsCompleted) return;

        try
        {
            _written.GetAwaiter().GetResult();
        }
        catch (ClaimLostException e)
        {
            LogClaimLost(context.Topic, e.Message);
            GiveUp(Task.Delay(ClaimLostDelay, context.Time, context.Stopping)); // usually the group will say that it has moved
            return;
        }

        _writing = null;
        foreach (var part in batch.Parts.Values) Store(part.Last); // (4)
        context.State.Progressed();
    }

    private void Store(ConsumeResult<byte[], byte[]> last)
    {
        var hasMore = _collecting.Parts.ContainsKey(last.Partition.Value);
        positions.OnCommitted(last, hasMore);
        try
        {
            context.Consumer.StoreOffset(last);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State)
        {
            // the partition has moved, and its next owner asks the database
        }
    }

    private bool WaitUntilWritten()
    {
        if (_writing is null) return true;
        if (Task.WaitAny([_written], context.Options.HandlerShutdownTimeout) < 0) return false;

        FinishWritten();
        return _writing is null;
    }

    /// <summary>
    /// Discards the batches. Whether the one that is being written will be committed is unknown: so all partitions are claimed again, which
    /// waits for its transaction.
    /// </summary>
    private void GiveUp(Task after)
    {
        _cancellation.Cancel();
        _cancellation = new(); // the old one is not disposed: the batch may still use it
        _written.ContinueWith(static task => task.Exception, TaskScheduler.Default); // marks its exception as observed
        (_writing, _written, _collecting) = (null, Task.CompletedTask, new());
        Claim(context.Consumer.Assignment, after);
    }

    private void Claim(IReadOnlyList<TopicPartition> partitions, Task after)
    {
        positions.Remove(partitions);
        foreach (var partition in partitions) restorer.RestoreAgain(partition, after, uncommitted: null); // (1)
    }

    /// <summary>Waits until the batch is written, or has failed: <see cref="FinishWritten"/> finds out.</summary>
    private static async Task WaitForWriterAsync(Task written, CancellationToken cancellationToken)
    {
        await written.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The rows of {Topic} that are not committed yet are given up: {Reason} This instance asks the database again")]
    private partial void LogClaimLost(string topic, string reason);
}

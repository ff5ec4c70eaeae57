using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Consuming;
using Messaging.Reading;
using Microsoft.Extensions.Logging;
using Polly;

namespace Messaging.ExactlyOnce;

/// <summary>
/// Restores the state of partitions when they are assigned or a transaction is aborted. Records of such a partition can't be processed yet;
/// other partitions are processed meanwhile. When a state is complete, the consumer seeks to the offset from which processing continues.
/// Only the loop's thread uses this class.
/// </summary>
internal sealed partial class StateRestorer<TState> : IDisposable
    where TState : class, IPartitionState
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<TopicPartition, Restoration> _running = [];
    private readonly ClientCalls _calls = new();
    private readonly SubscriptionContext _context;
    private readonly ConsumedTopic _topic;
    private readonly TopicOffsets _offsets;
    private readonly ConsumerPositions _positions;
    private readonly PausedPartitions _paused;
    private readonly TState _state;
    private readonly ILogger<StateRestorer<TState>> _logger;
    private readonly ResiliencePipeline _retry;

    public StateRestorer(
        SubscriptionContext context, ConsumedTopic topic, TopicOffsets offsets, ConsumerPositions positions, PausedPartitions paused,
        TState state, ILogger<StateRestorer<TState>> logger)
    {
        _context = context;
        _topic = topic;
        _offsets = offsets;
        _positions = positions;
        _paused = paused;
        _state = state;
        _logger = logger;
        _retry = ClusterRetry.UntilSuccess<KafkaException>(RetryDelay, context.Time, e => LogWaiting(e.Error.Reason), e => !e.Error.IsFatal);
    }

    /// <summary>Whether any partition is being restored.</summary>
    public bool Any => _running.Count > 0;

    public bool IsRestoring(int partition) => Any && _running.Keys.Any(running => running.Partition.Value == partition);

    /// <summary>Starts to restore a partition, so that processing continues at its committed offset.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="after">Completes when the offset can be read: no transaction that may still commit a later one is open.</param>
    /// <param name="uncommitted">
    /// The offset from which processing continues if none is committed; null for the beginning of the partition.
    /// </param>
    public void RestoreCommitted(TopicPartition partition, Task after, long? uncommitted = null)
    {
        Start(partition, async token =>
        {
            await after.WaitAsync(token);
            return await CommittedAsync(partition, token) ?? uncommitted;
        });
    }

    /// <summary>
    /// Discards the state of a partition and restores it from its committed offset, which is right whatever became of the last transaction.
    /// </summary>
    /// <inheritdoc cref="RestoreCommitted"/>
    public void RestoreAgain(TopicPartition partition, Task after, long? uncommitted)
    {
        _state.DiscardState(partition.Partition.Value);
        RestoreCommitted(partition, after, uncommitted);
    }

    /// <summary>Discards the state of a partition and restores it from an offset that is known.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="after">Completes when records may be processed again.</param>
    /// <param name="next">The offset of the next record; null if only the state knows it.</param>
    public void RestoreFrom(TopicPartition partition, Task after, long? next)
    {
        _state.DiscardState(partition.Partition.Value);
        Start(partition, async token =>
        {
            await after.WaitAsync(token);
            return next;
        });
    }

    /// <summary>Discards the state of a partition that was revoked or lost.</summary>
    public void Discard(TopicPartition partition)
    {
        Remove(partition);
        _state.DiscardState(partition.Partition.Value);
        Publish();
    }

    /// <summary>Resumes the partitions whose state is restored.</summary>
    /// <exception cref="Exception">A state can't be restored.</exception>
    public void ResumeRestored()
    {
        if (!Any) return;

        foreach (var (partition, restoration) in _running.ToList())
        {
            if (!TryFinish(partition, restoration))
            {
                if (restoration.Waiting.Lag is { } lag) _positions.OnWaiting(partition, lag);
                continue;
            }

            Remove(partition);
            _positions.OnRestored(partition);
            _paused.Resume([partition]);
            LogRestored(partition.Topic, partition.Partition.Value, restoration.Next!.Value);
        }

        Publish();
    }

    /// <summary>Waits for requests of the consumer, which the container disposes next.</summary>
    public void Dispose()
    {
        foreach (var partition in _running.Keys.ToList()) Remove(partition);
        _calls.Close();
    }

    private void Start(TopicPartition partition, Func<CancellationToken, ValueTask<long?>> committed)
    {
        Remove(partition);
        var cancellation = new CancellationTokenSource();
        var waiting = new WaitingPartition(_offsets, _context.Time);
        var prepared = Task.Run(() => PrepareAsync(partition, committed, waiting, cancellation.Token), CancellationToken.None);
        _running[partition] = new(prepared, waiting, cancellation);
        Publish();
    }

    private async Task<long?> PrepareAsync(
        TopicPartition partition, Func<CancellationToken, ValueTask<long?>> committed, WaitingPartition waiting,
        CancellationToken cancellationToken)
    {
        // The order matters: all state that was committed up to this offset is written by now, so PrepareAsync waits for it.
        var offset = await committed(cancellationToken);
        await waiting.MeasureUntilAsync(
            _state.PrepareAsync(partition.Partition.Value, cancellationToken), partition, offset ?? 0, cancellationToken);
        return offset;
    }

    /// <summary>
    /// Returns the committed offset; null when there is none. Retries until the cluster answers and no transaction with such an offset is
    /// pending.
    /// </summary>
    private async ValueTask<long?> CommittedAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        var offset = await _retry.ExecuteAsync(
            _ =>
            {
                using var call = _calls.Begin();
                return new ValueTask<Offset>(_context.Consumer.Committed([partition], CallTimeout)[0].Offset);
            },
            cancellationToken);
        return offset.IsSpecial ? null : offset.Value;
    }

    private bool TryFinish(TopicPartition partition, Restoration restoration)
    {
        if (!restoration.Prepared.IsCompleted) return false;

        var committed = restoration.Prepared.GetAwaiter().GetResult();
        restoration.Next ??= _state.Restore(partition.Partition.Value, committed, _topic.Id) is { } next ? new Offset(next) : Offset.Beginning;
        return _context.Consumer.TrySeek(new(partition, restoration.Next.Value));
    }

    private void Remove(TopicPartition partition)
    {
        if (!_running.Remove(partition, out var restoration)) return;

        restoration.Cancellation.Cancel();
        restoration.Cancellation.Dispose();
        restoration.Prepared.ContinueWith(static task => task.Exception, TaskScheduler.Default); // marks its exception as observed
    }

    private void Publish() => _context.State.Restoring = [.. _running.Keys.Select(partition => partition.Partition.Value)];

    /// <summary>A partition whose state is being restored.</summary>
    /// <param name="Prepared">Completes with the committed offset when the state can be read.</param>
    /// <param name="Waiting">Its lag, if that takes long.</param>
    /// <param name="Cancellation">Cancels <paramref name="Prepared"/>.</param>
    private sealed record Restoration(Task<long?> Prepared, WaitingPartition Waiting, CancellationTokenSource Cancellation)
    {
        /// <summary>The next offset to process; null until the state is restored.</summary>
        public Offset? Next { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The committed offset can't be read yet. The service retries: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "The state of {Topic} [{Partition}] is restored. Processing continues at offset {Offset}")]
    private partial void LogRestored(string topic, int partition, long offset);
}

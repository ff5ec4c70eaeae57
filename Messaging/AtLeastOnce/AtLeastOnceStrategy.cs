using Confluent.Kafka;
using Messaging.Consuming;
using Messaging.DeadLetters;

namespace Messaging.AtLeastOnce;

/// <summary>
/// Handles a record, then stores its offset. An offset is stored only after its record is processed, and the records of a partition are
/// processed in order: a crash repeats records but loses none.
/// </summary>
internal sealed class AtLeastOnceStrategy<T>(
    SubscriptionContext context, IHandler<T> handler, RecordHandling<T> handling, DeadLetterPublisher deadLetters, OffsetStore offsets,
    ConsumedTopic topic, PausedPartitions paused) : IProcessingStrategy
    where T : notnull
{
    private static readonly TimeSpan SeekTimeout = TimeSpan.FromSeconds(10);

    private readonly Func<Record<T>, CancellationToken, ValueTask> _handle = handler.HandleAsync;

    public bool CommitsAllPartitions => false;

    public void Initialize()
    {
    }

    public void OnPartitionsAssigned(IReadOnlyList<TopicPartition> partitions)
    {
    }

    public void OnPartitionsRemoved(IReadOnlyList<TopicPartition> partitions)
    {
    }

    public bool IsReady(int partition) => true;

    public ValueTask ProcessAsync(ConsumeResult<byte[], byte[]> record, CancellationToken cancellationToken)
    {
        var processing = HandleAsync(record, cancellationToken);
        if (!processing.IsCompleted) offsets.Store(); // this record may take long: earlier offsets must not wait for it
        return processing;
    }

    public bool MarkProcessed(ConsumeResult<byte[], byte[]> record)
    {
        offsets.Add(record);
        return true;
    }

    public TimeSpan? CommitIfDue(long now) => offsets.StoreIfDue(now);

    public void Commit()
    {
        if (topic.IsStillThere()) offsets.Store();
        else if (topic.IsReplaced) offsets.StartAgain(context.Consumer.Assignment);
        else offsets.Discard();
    }

    public void OnPartitionsLost() => offsets.Store(); // the records are processed, so their offsets may be stored

    public void OnTopicReplaced(IReadOnlyList<TopicPartition> assigned)
    {
        offsets.StartAgain(assigned);
        foreach (var partition in assigned) SeekToBeginning(partition);
        paused.Resume(assigned);
    }

    public void OnFailure() => offsets.Store();

    private void SeekToBeginning(TopicPartition partition)
    {
        var beginning = new TopicPartitionOffset(partition, Offset.Beginning);
        if (SpinWait.SpinUntil(() => context.Consumer.TrySeek(beginning), SeekTimeout)) return;

        throw new TimeoutException($"The client did not begin to fetch {partition} within {SeekTimeout.TotalSeconds:0} s after its assignment.");
    }

    private async ValueTask HandleAsync(ConsumeResult<byte[], byte[]> record, CancellationToken cancellationToken)
    {
        using var processing = handling.Start(record);
        var deadLetter = await handling.TryHandleAsync(record, _handle, cancellationToken);
        if (deadLetter is not null) await deadLetters.PublishAsync(deadLetter, cancellationToken);
        handling.Report(processing, deadLetter);
    }
}

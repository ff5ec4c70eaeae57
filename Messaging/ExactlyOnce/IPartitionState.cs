namespace Messaging.ExactlyOnce;

/// <summary>
/// What must be there before the records of a partition are processed. <see cref="StateRestorer{TState}"/> calls it when partitions are
/// assigned, and again after a failure.
/// </summary>
internal interface IPartitionState
{
    /// <inheritdoc cref="IProcessor{T}.PrepareAsync"/>
    Task PrepareAsync(int partition, CancellationToken cancellationToken);

    /// <inheritdoc cref="IProcessor{T}.Restore"/>
    long? Restore(int partition, long? committed, string? topicId);

    /// <inheritdoc cref="IProcessor{T}.DiscardState"/>
    void DiscardState(int partition);
}

/// <summary>The state of a processor.</summary>
internal sealed class ProcessorState<T>(IProcessor<T> processor) : IPartitionState
    where T : notnull
{
    public Task PrepareAsync(int partition, CancellationToken cancellationToken) => processor.PrepareAsync(partition, cancellationToken);

    public long? Restore(int partition, long? committed, string? topicId) => processor.Restore(partition, committed, topicId);

    public void DiscardState(int partition) => processor.DiscardState(partition);
}

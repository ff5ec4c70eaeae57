using Contracts;

namespace Messaging.ExactlyOnce;

/// <summary>Runs a transform as a processor without state.</summary>
internal sealed class TransformProcessor<TIn, TOut>(Topic<TOut> to, ITransform<TIn, TOut> transform) : IProcessor<TIn>
    where TIn : notnull
    where TOut : class
{
    public bool HasState => false;

    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PrepareAsync(int partition, CancellationToken cancellationToken) => Task.CompletedTask;

    public long? Restore(int partition, long? committed, string? topicId) => committed;

    public void Process(Record<TIn> record, ICollection<OutgoingRecord> output)
    {
        if (transform.Transform(record) is { } value) output.Add(OutgoingRecord.Of(to, value));
    }

    public bool HasOutput => false;

    public void Flush(ICollection<OutgoingRecord> output)
    {
    }

    public void Committed()
    {
    }

    public void DiscardState(int partition)
    {
    }
}

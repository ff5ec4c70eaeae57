using Confluent.Kafka;

namespace ServiceDefaults.Messaging.Consuming;

/// <summary>A record that is being processed.</summary>
internal sealed class Work
{
    private readonly Task? _task;

    public Work(ConsumeResult<byte[], byte[]> record, ValueTask work)
    {
        Record = record;
        if (!work.IsCompletedSuccessfully) _task = work.AsTask();
    }

    public ConsumeResult<byte[], byte[]> Record { get; }

    public bool Wait(TimeSpan timeout) => _task is null || _task.IsCompleted || Task.WaitAny([_task], timeout) == 0;

    public void ThrowIfFailed() => _task?.GetAwaiter().GetResult();
}

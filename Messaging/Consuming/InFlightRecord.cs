using Confluent.Kafka;

namespace Messaging.Consuming;

/// <summary>A record whose processing has started and may not be complete yet.</summary>
internal sealed class InFlightRecord(ConsumeResult<byte[], byte[]> record, Task task)
{
    public ConsumeResult<byte[], byte[]> Record => record;

    public bool Wait(TimeSpan timeout) => task.IsCompleted || Task.WaitAny([task], timeout) == 0;

    public void ThrowIfFailed() => task.GetAwaiter().GetResult();
}
